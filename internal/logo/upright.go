package logo

import (
	"bytes"
	"encoding/binary"
	"image"
)

// How a JPEG says which way up it is
//
// A camera that was held another way writes the pixels as they came and says so in the Exif data, an application segment that
// holds a TIFF file: its first directory may have the tag Orientation, a number from 1 (as it is) to 8. Source: CIPA DC-008
// (Exif 3.0), 4.6.4 and 4.5.4; TIFF 6.0, section 2. Nothing else of it is read, and nothing of it is kept.

// The bytes of a JPEG that lead to its orientation.
const (
	segmentExif = 0xe1 // APP1
	segmentScan = 0xda // SOS: the pixels begin
	exifBegins  = "Exif\x00\x00"

	tagOrientation = 0x0112
	typeShort      = 3
	entryBytes     = 12
)

// orientation gives which way up a JPEG is, from 1 to 8; 1 where it does not say, or not in a way that can be read.
func orientation(file []byte) int {
	for rest := file[min(2, len(file)):]; len(rest) >= 4 && rest[0] == 0xff; {
		if rest[1] == 0xff { // padding
			rest = rest[1:]
			continue
		}
		length := int(binary.BigEndian.Uint16(rest[2:]))
		if rest[1] == segmentScan || length < 2 || 2+length > len(rest) {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(rest[4:2+length], []byte(exifBegins)); ok && rest[1] == segmentExif {
			return orientationIn(tiff)
		}
		rest = rest[2+length:]
	}
	return 1
}

// orientationIn reads the tag in the first directory of a TIFF file.
func orientationIn(tiff []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	case !bytes.HasPrefix(tiff, []byte("II*\x00")):
		return 1
	}
	if len(tiff) < 8 {
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entryBytes {
			return 1
		}
		if order.Uint16(entries) == tagOrientation {
			n := int(order.Uint16(entries[8:]))
			if order.Uint16(entries[2:]) != typeShort || order.Uint32(entries[4:]) != 1 || n < 1 || n > 8 {
				return 1
			}
			return n
		}
		entries = entries[entryBytes:]
	}
	return 1
}

// upright turns and mirrors a picture whose origin is 0, 0 as its orientation wants.
func upright(from *image.RGBA, orientation int) *image.RGBA {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	right, bottom := w-1, h-1
	source := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return right - x, y },
		3: func(x, y int) (int, int) { return right - x, bottom - y },
		4: func(x, y int) (int, int) { return x, bottom - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, bottom - x },
		7: func(x, y int) (int, int) { return right - y, bottom - x },
		8: func(x, y int) (int, int) { return right - y, x },
	}[orientation]
	if source == nil {
		return from
	}
	if orientation >= 5 { // lying on a side
		w, h = h, w
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			to.SetRGBA(x, y, from.RGBAAt(source(x, y)))
		}
	}
	return to
}
