//! Cards as pictures: shaped Chinese text, wrapped lines, a code to scan.
