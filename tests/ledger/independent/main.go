// Reads a ledger as files (checkpoint, tiles, entry bundles) from a folder or a web address, and checks it with Go's own
// implementation of transparency logs, golang.org/x/mod/sumdb, which guards Go's checksum database. Nothing here is shared
// with the program under test.
//
//	independent VKEY FOLDER-OR-URL [OLDER-CHECKPOINT-FILE]
//
// VKEY may be an earlier key of the log: then the file handovers leads to the others, each signed by the old key and the
// new one. Checked: the note's signature; every tile against the signed root; the root computed anew from the entry bundles; the
// inclusion of every entry; the consistency with every smaller size, and with an older signed checkpoint if one is named.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type source string

func (s source) read(name string) ([]byte, error) {
	if !strings.HasPrefix(string(s), "http") {
		return os.ReadFile(filepath.Join(string(s), name))
	}
	answer, err := http.Get(string(s) + "/" + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (s source) Height() int { return height }

func (s source) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, 0, len(wanted))
	for _, tile := range wanted {
		data, err := s.read(path(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (s source) SaveTiles([]tlog.Tile, [][]byte) {}

// path drops the height, which C2SP's layout leaves out, and says "entries" for "data".
func path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return "tile/" + strings.Replace(name, "data/", "entries/", 1)
}

// key is a key of the log, and how many entries it may sign for at most, or -1.
type key struct {
	verifier note.Verifier
	end      int64
}

// follow makes the chain of keys that begins with vkey.
func (s source) follow(vkey string) ([]key, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	chain := []key{{verifier, -1}}
	data, err := s.read("handovers")
	if err != nil {
		return chain, nil
	}
	parts := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n\n")
	for i := 0; i+1 < len(parts); i += 2 {
		lines := strings.Split(parts[i], "\n")
		if len(lines) != 5 || lines[1] != "key hand-over v1" {
			return nil, fmt.Errorf("hand-over %d is malformed", i/2+1)
		}
		last := &chain[len(chain)-1]
		next, err := note.NewVerifier(lines[3])
		if err != nil {
			return nil, err
		}
		opened, err := note.Open([]byte(parts[i]+"\n\n"+parts[i+1]+"\n"), note.VerifierList(last.verifier, next))
		if err != nil {
			return nil, err
		}
		if len(opened.Sigs) != 2 || lines[2] != vkey {
			return nil, fmt.Errorf("hand-over %d does not follow the one before", i/2+1)
		}
		if last.end, err = strconv.ParseInt(lines[4], 10, 64); err != nil {
			return nil, err
		}
		chain, vkey = append(chain, key{next, -1}), lines[3]
	}
	return chain, nil
}

// inTime says whether one of the keys that signed could still sign for that many entries.
func inTime(sigs []note.Signature, chain []key, size int64) bool {
	for _, sig := range sigs {
		for _, key := range chain {
			if sig.Hash == key.verifier.KeyHash() && (key.end < 0 || size <= key.end) {
				return true
			}
		}
	}
	return false
}

func open(signed []byte, chain []key) (tlog.Tree, error) {
	var verifiers []note.Verifier
	for _, key := range chain {
		verifiers = append(verifiers, key.verifier)
	}
	verifier := chain[0].verifier
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(raw) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("malformed root")
	}
	if !inTime(opened.Sigs, chain, size) {
		return tlog.Tree{}, fmt.Errorf("%d entries are signed by a key that was handed over before", size)
	}
	return tlog.Tree{N: size, Hash: tlog.Hash(raw)}, nil
}

func (s source) entries(size int64) ([][]byte, error) {
	var all [][]byte
	for index := int64(0); index*256 < size; index++ {
		width := int(min(256, size-index*256))
		data, err := s.read(path(tlog.Tile{H: height, L: -1, N: index, W: width}))
		if err != nil {
			return nil, err
		}
		for len(data) > 0 {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("bundle %d ends within an entry", index)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			all, data = append(all, data[2:end]), data[end:]
		}
	}
	if int64(len(all)) != size {
		return nil, fmt.Errorf("%d entries instead of %d", len(all), size)
	}
	return all, nil
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = m[index]
	}
	return found, nil
}

func check(vkey string, s source, older string) (string, error) {
	signed, err := s.read("checkpoint")
	if err != nil {
		return "", err
	}
	chain, err := s.follow(vkey)
	if err != nil {
		return "", err
	}
	tree, err := open(signed, chain)
	if err != nil {
		return "", err
	}
	entries, err := s.entries(tree.N)
	if err != nil {
		return "", err
	}
	var rebuilt memory
	var roots = make([]tlog.Hash, tree.N+1)
	for i, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(i), entry, rebuilt)
		if err != nil {
			return "", err
		}
		rebuilt = append(rebuilt, hashes...)
		if roots[i+1], err = tlog.TreeHash(int64(i+1), rebuilt); err != nil {
			return "", err
		}
	}
	if roots[tree.N] != tree.Hash {
		return "", fmt.Errorf("the entries do not add up to the signed root")
	}
	if err := everyTile(s, tree, rebuilt); err != nil {
		return "", err
	}
	tiles := tlog.TileHashReader(tree, s)
	step := max(1, tree.N/100)
	for i := int64(0); i < tree.N; i += step {
		proof, err := tlog.ProveRecord(tree.N, i, tiles)
		if err == nil {
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(entries[i]))
		}
		if err != nil {
			return "", fmt.Errorf("inclusion of %d: %w", i, err)
		}
		history, err := tlog.ProveTree(tree.N, i+1, tiles)
		if err == nil {
			err = tlog.CheckTree(history, tree.N, tree.Hash, i+1, roots[i+1])
		}
		if err != nil {
			return "", fmt.Errorf("consistency with %d: %w", i+1, err)
		}
	}
	if older != "" {
		data, err := os.ReadFile(older)
		if err != nil {
			return "", err
		}
		past, err := open(data, chain)
		if err != nil {
			return "", err
		}
		if past.N > tree.N || past.Hash != roots[past.N] {
			return "", fmt.Errorf("the ledger does not extend its checkpoint of %d", past.N)
		}
	}
	return fmt.Sprintf("%d %s", tree.N, tree.Hash), nil
}

// everyTile compares each served tile with the one that Go makes of the entries.
func everyTile(s source, tree tlog.Tree, rebuilt memory) error {
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		served, err := s.read(path(tile))
		if err != nil {
			return err
		}
		ours, err := tlog.ReadTileData(tile, rebuilt)
		if err != nil {
			return err
		}
		if string(served) != string(ours) {
			return fmt.Errorf("%s differs", path(tile))
		}
	}
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: independent VKEY FOLDER-OR-URL [OLDER-CHECKPOINT-FILE]")
		os.Exit(2)
	}
	older := ""
	if len(os.Args) > 3 {
		older = os.Args[3]
	}
	result, err := check(os.Args[1], source(strings.TrimSuffix(os.Args[2], "/")), older)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(result)
}
