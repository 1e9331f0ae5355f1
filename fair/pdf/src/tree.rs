//! What the pieces of the pages are, for whoever listens to the document.

/// A node, by its place.
pub(crate) type NodeId = usize;

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The document: everything else is below.
    Root,
    /// A heading of a level, with its words.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// A list; its items; what is in one.
    List,
    Item,
    ItemBody,
    /// A table and its parts.
    Table,
    Row,
    /// The head of a column, or of a row.
    ColumnHead,
    RowHead,
    Cell,
    /// A drawing, with what it shows in words.
    Figure(String),
    /// The table of contents and its entries.
    Contents,
    Entry,
}

/// A node.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// Nodes and pieces below, in the order of reading.
    pub(crate) below: Vec<Below>,
}

/// What is below a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Below {
    /// Another node.
    Node(NodeId),
    /// The piece of a sheet.
    Piece { sheet: usize, piece: usize },
}

/// All nodes; the first is the root.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

/// The root.
pub(crate) const ROOT: NodeId = 0;

impl Tree {
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node { kind: Kind::Root, below: Vec::new() }] }
    }

    /// A new node below another.
    pub(crate) fn add(&mut self, parent: NodeId, kind: Kind) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node { kind, below: Vec::new() });
        self.nodes[parent].below.push(Below::Node(id));
        id
    }

    /// Says that a piece belongs to a node.
    pub(crate) fn put(&mut self, node: NodeId, sheet: usize, piece: usize) {
        self.nodes[node].below.push(Below::Piece { sheet, piece });
    }
}
