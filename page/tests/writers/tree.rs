//! HTML as a browser would read it, flat: every element in its order.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// The text right within it.
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| &**value)
    }

    /// Its name with those of its attributes: what no value may change.
    pub(crate) fn shape(&self) -> String {
        let names: Vec<&str> = self.attributes.iter().map(|(name, _)| &**name).collect();
        format!("{} {}", self.name, names.join(" "))
    }
}

/// All elements of a document.
pub(crate) fn elements(html: &str) -> Vec<Element> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut found = Vec::new();
    walk(&dom.document, &mut found);
    found
}

fn walk(node: &Handle, found: &mut Vec<Element>) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let attributes =
                attributes.iter().map(|a| (a.name.local.to_string(), a.value.to_string()));
            found.push(Element {
                name: name.local.to_string(),
                attributes: attributes.collect(),
                text: text(node),
            });
        }
        // No writer writes one, so a value began it.
        NodeData::Comment { contents } => panic!("a comment: {contents}"),
        _ => {}
    }
    for child in node.children.borrow().iter() {
        walk(child, found);
    }
}

fn text(node: &Handle) -> String {
    let of = |child: &Handle| match &child.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => String::new(),
    };
    node.children.borrow().iter().map(of).collect()
}

/// The contents of the `<meta>` with this key, in their order.
pub(crate) fn metas(elements: &[Element], key: &str) -> Vec<String> {
    let named = |element: &&Element| {
        ["property", "name", "itemprop"].iter().any(|kind| element.get(kind) == Some(key))
    };
    let metas = elements.iter().filter(|element| element.name == "meta").filter(named);
    metas.filter_map(|element| element.get("content")).map(str::to_owned).collect()
}
