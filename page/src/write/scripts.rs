//! Scripts by which a page shares in the browser within an app.

use drawbridge_canon::share::inert_json;

use super::escape::html;

/// The platform's script and ours, and what ours is told.
#[derive(Clone, Copy, Debug)]
pub struct Scripts<'a> {
    /// The address of the platform's script.
    pub theirs: &'a str,
    /// The address of ours.
    pub ours: &'a str,
    /// JSON.
    pub data: &'a str,
}

impl Scripts<'_> {
    /// The elements. The first holds data, which no browser runs.
    pub(super) fn html(&self) -> String {
        // Whatever it was told: nothing that could end the element stands in it.
        let data = inert_json(self.data);
        let (theirs, ours) = (html(self.theirs), html(self.ours));
        format!(
            "<script type=\"application/json\" id=\"share-data\">{data}</script>\n\
             <script src=\"{theirs}\"></script>\n<script src=\"{ours}\"></script>\n"
        )
    }
}
