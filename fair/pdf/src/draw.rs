//! From sheets to the bytes of a PDF.

mod picture;
mod tags;

use std::collections::BTreeMap;

use drawbridge_fair_report::Report;
use drawbridge_fair_report::shape::{Language, say};
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::{Document, SerializeSettings};

use crate::PdfError;
use crate::face::Face;
use crate::sheet::{Colour, HEIGHT, Laid, Link, MARGIN, Piece, WIDTH, colours};

/// The identifiers of the pieces, for the tree of tags: by sheet and piece.
type Identifiers = BTreeMap<(usize, usize), Vec<Identifier>>;

/// Writes the document.
pub(crate) fn write(
    laid: &Laid,
    face: &Face,
    report: &Report,
    language: Language,
) -> Result<Vec<u8>, PdfError> {
    let bad = |error: &dyn std::fmt::Debug| PdfError::Write(format!("{error:?}"));
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| bad(&error))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(report, language));
    let mut identifiers = Identifiers::new();
    for at in 0..laid.sheets.len() {
        let size = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfError::Write("no such page".to_owned()))?;
        let mut page = document.start_page_with(size);
        sheet(&mut page, laid, face, language, at, &mut identifiers);
        links(&mut page, laid, face, at, &mut identifiers);
        page.finish();
    }
    document.set_outline(outline(laid));
    document.set_tag_tree(tags::tree(&laid.tree, &mut identifiers, language));
    document.finish().map_err(|error| bad(&error))
}

/// The date is the end of the period, at which Beijing's last day ends.
fn metadata(report: &Report, language: Language) -> Metadata {
    let mut parts = report.period.last_day.split('-').filter_map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let small = |part: Option<u16>| part.and_then(|part| u8::try_from(part).ok()).unwrap_or(1);
    let date = DateTime::new(year.unwrap_or(1970)).month(small(month)).day(small(day));
    let date = date.hour(23).minute(59).second(59).utc_offset_hour(8).utc_offset_minute(0);
    Metadata::new()
        .title(say(&report.title, language).to_owned())
        .description(say(&report.notice, language).to_owned())
        .language(language.tag().to_owned())
        .authors(vec![report.operator.name.clone()])
        .creator(format!("Drawbridge {}", report.annexes.recompute.version))
        .creation_date(date)
}

/// Draws the pieces of a sheet and its foot.
fn sheet(
    page: &mut Page<'_>,
    laid: &Laid,
    face: &Face,
    language: Language,
    at: usize,
    identifiers: &mut Identifiers,
) {
    let mut surface = page.surface();
    for (place, piece) in laid.sheets[at].pieces.iter().enumerate() {
        let identifier = match piece {
            Piece::Box { x, y, width, height, colour } => {
                let bounds = (*x, *y, *width, *height);
                decoration(&mut surface, ArtifactType::Layout, |surface| {
                    fill_box(surface, bounds, *colour);
                });
                continue;
            }
            Piece::Line { x, y, size, colour, text, node: None, .. } => {
                decoration(&mut surface, ArtifactType::PaginationOther, |surface| {
                    line(surface, face, (*x, *y), *size, *colour, text);
                });
                continue;
            }
            Piece::Line { x, y, size, colour, text, .. } => {
                let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                line(&mut surface, face, (*x, *y), *size, *colour, text);
                identifier
            }
            Piece::Drawing { x, y, scale, picture, .. } => {
                let identifier = surface.start_tagged(ContentTag::Other);
                picture::draw(&mut surface, face, language, (*x, *y, *scale), picture);
                identifier
            }
        };
        surface.end_tagged();
        identifiers.entry((at, place)).or_default().push(identifier);
    }
    foot(&mut surface, laid, face, at);
    surface.finish();
}

fn decoration(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

fn foot(surface: &mut Surface<'_>, laid: &Laid, face: &Face, at: usize) {
    let y = HEIGHT - MARGIN + 14.0;
    let number = format!("{} / {}", at + 1, laid.sheets.len());
    let x = WIDTH - MARGIN - face.width(&number, 8.0);
    decoration(surface, ArtifactType::PageNumber, |surface| {
        line(surface, face, (x, y), 8.0, colours::FAINT, &number);
    });
    if at > 0 {
        decoration(surface, ArtifactType::Footer, |surface| {
            line(surface, face, (MARGIN, y), 8.0, colours::FAINT, &laid.foot);
        });
    }
}

/// Links lie over their lines, and belong to the same node.
fn links(page: &mut Page<'_>, laid: &Laid, face: &Face, at: usize, identifiers: &mut Identifiers) {
    for (place, piece) in laid.sheets[at].pieces.iter().enumerate() {
        let Piece::Line { x, y, size, text, link: Some(link), .. } = piece else { continue };
        let width = face.width(text, *size);
        let Some(bounds) = Rect::from_xywh(*x, y - size, width.max(1.0), size * 1.3) else {
            continue;
        };
        let target = match link {
            Link::Heading(heading) => {
                let Some(heading) = laid.headings.get(*heading) else { continue };
                Target::Destination(Destination::Xyz(XyzDestination::new(
                    heading.sheet,
                    Point::from_xy(MARGIN, heading.y),
                )))
            }
            Link::Address(address) => {
                Target::Action(Action::Link(LinkAction::new(address.clone())))
            }
        };
        let annotation =
            Annotation::new_link(LinkAnnotation::new(bounds, target), Some(text.clone()));
        let identifier = page.add_tagged_annotation(annotation);
        identifiers.entry((at, place)).or_default().push(identifier);
    }
}

fn outline(laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    for heading in &laid.headings {
        let to = XyzDestination::new(heading.sheet, Point::from_xy(MARGIN, heading.y));
        outline.push_child(OutlineNode::new(heading.text.clone(), to));
    }
    outline
}

fn line(
    surface: &mut Surface<'_>,
    face: &Face,
    (x, y): (f32, f32),
    size: f32,
    colour: Colour,
    text: &str,
) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill(colour, 1.0)));
    let glyphs = face.glyphs(text);
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, face.font.clone(), text, size, false);
}

fn fill((red, green, blue): Colour, opacity: f32) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        rule: krilla::paint::FillRule::default(),
    }
}

fn fill_box(
    surface: &mut Surface<'_>,
    (x, y, width, height): (f32, f32, f32, f32),
    colour: Colour,
) {
    let Some(bounds) = Rect::from_xywh(x, y, width, height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(bounds);
    if let Some(path) = path.finish() {
        surface.set_stroke(None);
        surface.set_fill(Some(fill(colour, 1.0)));
        surface.draw_path(&path);
    }
}
