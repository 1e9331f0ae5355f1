//! The tree of tags, from the tree of nodes.

use std::num::NonZeroU16;

use drawbridge_fair_report::shape::Language;
use krilla::tagging::{ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

use super::Identifiers;
use crate::tree::{Below, Kind, NodeId, ROOT, Tree};

/// The tags of the document.
pub(super) fn tree(tree: &Tree, identifiers: &mut Identifiers, language: Language) -> TagTree {
    let mut tags = TagTree::new().with_lang(Some(language.tag().to_owned()));
    for node in below(tree, ROOT, identifiers) {
        tags.push(node);
    }
    tags
}

fn below(tree: &Tree, id: NodeId, identifiers: &mut Identifiers) -> Vec<Node> {
    let mut nodes = Vec::new();
    for below in &tree.nodes[id].below {
        match below {
            Below::Node(child) => nodes.push(Node::Group(group(tree, *child, identifiers))),
            Below::Piece { sheet, piece } => {
                let found = identifiers.remove(&(*sheet, *piece)).unwrap_or_default();
                // A line with a link is a link: the line first, then what is clicked.
                if found.len() > 1 {
                    let leaves = found.into_iter().map(Node::Leaf).collect();
                    nodes.push(Node::Group(TagGroup::with_children(Tag::Link, leaves)));
                } else {
                    nodes.extend(found.into_iter().map(Node::Leaf));
                }
            }
        }
    }
    nodes
}

fn group(tree: &Tree, id: NodeId, identifiers: &mut Identifiers) -> TagGroup {
    let kind: TagKind = match &tree.nodes[id].kind {
        Kind::Root => Tag::Section.into(),
        Kind::Heading(level, words) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(words.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::ItemBody => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Figure(words) => Tag::Figure(Some(words.clone())).into(),
        Kind::Contents => Tag::TOC.into(),
        Kind::Entry => Tag::TOCI.into(),
    };
    TagGroup::with_children(kind, below(tree, id, identifiers))
}
