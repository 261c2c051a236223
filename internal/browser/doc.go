// Package browser owns the walk through the whole product in a real browser, against a real server: from an empty database
// by the invitation on a phone to the report at a desk, also without scripts, by keyboard alone and where things go wrong.
// Every page it comes by is checked for accessibility and for scrolling sideways. Tests only: what it
// needs to begin with is made by use cases, and all else is read off the pages.
//
// The environment variable STEELYARD_SHOTS names a folder for pictures of the pages, STEELYARD_AXE the file axe.min.js.
package browser
