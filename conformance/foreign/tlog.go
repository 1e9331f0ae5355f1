// Reads a log with what the Go project itself uses for its checksum database: packages `note` and
// `tlog` of golang.org/x/mod/sumdb, as Debian packs them. Nobody here wrote the checks; this file only
// brings our files before them.
//
//	tlog FOLDER VKEY
//
// Every leaf against its tile, every tile against the signed root, older checkpoints
// (FOLDER/checkpoint.N) against the latest, and receipts (FOLDER/handed-out/N.tlog-proof) against the
// leaf beside them. Ends with 0 if all of it holds, and with 1 and one line if not.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Hashes of a full tile, leaves of a full bundle.
const wide = 256

func main() {
	if len(os.Args) != 3 {
		fail(errors.New("usage: tlog FOLDER VKEY"))
	}
	said, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fail(err)
	}
	fmt.Println(said)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A log in a folder, as its signed checkpoint says it is.
type folder struct {
	path     string
	verifier note.Verifier
	tree     tlog.Tree
	hashes   tlog.HashReader
}

func check(path, vkey string) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	log := &folder{path: path, verifier: verifier}
	if log.tree, err = log.checkpoint("checkpoint"); err != nil {
		return "", err
	}
	log.hashes = tlog.TileHashReader(log.tree, log)
	leaves, err := log.leaves()
	if err != nil {
		return "", err
	}
	older, err := log.older()
	if err != nil {
		return "", err
	}
	receipts, err := log.receipts()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d leaves, %d older checkpoints, %d receipts", leaves, older, receipts), nil
}

// checkpoint opens a signed note and reads its three lines.
func (log *folder) checkpoint(name string) (tlog.Tree, error) {
	bytes, err := os.ReadFile(filepath.Join(log.path, name))
	if err != nil {
		return tlog.Tree{}, err
	}
	return log.signed(name, bytes)
}

func (log *folder) signed(name string, bytes []byte) (tlog.Tree, error) {
	opened, err := note.Open(bytes, note.VerifierList(log.verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", name, err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != log.verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("%s is of another log", name)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", name, err)
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// leaves holds every leaf against the tree.
func (log *folder) leaves() (int64, error) {
	var index int64
	for index < log.tree.N {
		width := log.tree.N - index
		if width > wide {
			width = wide
		}
		rest, err := log.bundle(index/wide, width)
		if err != nil {
			return 0, err
		}
		for end := index + width; index < end; index++ {
			var leaf []byte
			if leaf, rest, err = next(rest); err != nil {
				return 0, fmt.Errorf("leaf %d: %w", index, err)
			}
			stored, err := log.hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
			if err != nil {
				return 0, fmt.Errorf("leaf %d: %w", index, err)
			}
			if stored[0] != tlog.RecordHash(leaf) {
				return 0, fmt.Errorf("leaf %d is not the one in the tree", index)
			}
		}
		if len(rest) != 0 {
			return 0, fmt.Errorf("%d bytes after leaf %d", len(rest), index-1)
		}
	}
	return index, nil
}

// next takes a leaf off a bundle: its length in two bytes, then its bytes.
func next(bundle []byte) (leaf, rest []byte, err error) {
	if len(bundle) < 2 {
		return nil, nil, errors.New("the bundle is short")
	}
	end := 2 + int(binary.BigEndian.Uint16(bundle))
	if len(bundle) < end {
		return nil, nil, errors.New("the bundle is short")
	}
	return bundle[2:end], bundle[end:], nil
}

// older holds older checkpoints against the latest, by proofs made from its tiles.
func (log *folder) older() (int, error) {
	names, err := filepath.Glob(filepath.Join(log.path, "checkpoint.*"))
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		old, err := log.checkpoint(filepath.Base(name))
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(log.tree.N, old.N, log.hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, log.tree.N, log.tree.Hash, old.N, old.Hash); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
	}
	return len(names), nil
}

// receipts holds receipts (c2sp.org/tlog-proof) against the leaves of which they are.
func (log *folder) receipts() (int, error) {
	names, err := filepath.Glob(filepath.Join(log.path, "handed-out", "*.tlog-proof"))
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		if err := log.receipt(name); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
	}
	return len(names), nil
}

func (log *folder) receipt(name string) error {
	bytes, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	leaf, err := os.ReadFile(strings.TrimSuffix(name, ".tlog-proof") + ".leaf")
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(bytes), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("no receipt")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := log.signed(name, []byte(checkpoint))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

// bundle reads the leaves of a bundle as wide as the tree has it.
func (log *folder) bundle(index, width int64) ([]byte, error) {
	path := fmt.Sprintf("%03d", index%1000)
	for rest := index / 1000; rest > 0; rest /= 1000 {
		path = fmt.Sprintf("x%03d/%s", rest%1000, path)
	}
	if width < wide {
		path = fmt.Sprintf("%s.p/%d", path, width)
	}
	return os.ReadFile(filepath.Join(log.path, "tile", "entries", path))
}

// Height, ReadTiles and SaveTiles make the folder one that package tlog reads. Its paths name the
// height of tiles, and those of the standard do not.
func (log *folder) Height() int { return 8 }

func (log *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(log.path, path))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (log *folder) SaveTiles([]tlog.Tile, [][]byte) {}
