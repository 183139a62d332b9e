package tally

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"
)

// Salts keep hashes for different purposes apart. Changing one changes every
// tally, so it needs a new format version.
const (
	saltWeights  = 0x726f6c6563616c6c // "rolecall"
	saltDistinct = 0x64697374696e6374 // "distinct"
	saltRoll     = 0x726f6c6c63616c6c // "rollcall"
)

// mix is the finaliser of splitmix64, a bijection whose every output bit depends
// on every input bit. Source: G. L. Steele, D. Lea and C. H. Flood, Fast
// splittable pseudorandom number generators, OOPSLA 2014; constants by
// D. Stafford (variant 13).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// seed identifies a document for everything that is drawn by hash: by source, id
// and text, or by the text alone where the id was made up. The text counts beside
// an id, since ids repeat: were they all one, all documents would be drawn as one,
// and every interval of a share would be of no width.
func (d *Document) seed() uint64 {
	if d.IDMade {
		return mix(d.TextHash ^ saltWeights)
	}
	var h xxhash.Digest
	h.ResetWithSeed(saltWeights)
	// The length keeps ("ab", "c") and ("a", "bc") apart.
	var length [8]byte
	binary.LittleEndian.PutUint64(length[:], uint64(len(d.Source)))
	h.Write(length[:])
	h.WriteString(d.Source)
	h.WriteString(d.ID)
	return mix(h.Sum64() ^ mix(d.TextHash))
}

// weights fills w with draws from Poisson(1) that depend on seed alone. Two come
// from each 64-bit word of a splitmix64 stream, by inversion: with 32 bits a
// draw, each probability is off by less than 3·10⁻¹⁰. A shorter w is a prefix of
// a longer one.
func weights(w []uint8, seed uint64) {
	const golden = 0x9e3779b97f4a7c15
	for i := range w {
		if i%2 == 0 {
			seed += golden
			word := mix(seed)
			w[i] = poisson(uint32(word >> 32))
			if i+1 < len(w) {
				w[i+1] = poisson(uint32(word))
			}
		}
	}
}

// poisson inverts the distribution function of Poisson(1) at u/2³².
func poisson(u uint32) uint8 {
	// F(k)·2³² for F(k) = e⁻¹·Σ 1/i!, i ≤ k. F(12)·2³² rounds to 2³².
	distribution := [...]uint32{
		1580030169, 3160060337, 3950075422, 4213413783, 4279248374, 4292415292,
		4294609778, 4294923276, 4294962463, 4294966817, 4294967253, 4294967292,
	}
	for k, f := range distribution {
		if u < f {
			return uint8(k)
		}
	}
	return uint8(len(distribution))
}
