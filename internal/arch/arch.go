// Package arch owns the import directions of the program: which room may know which. It has no code of its own;
// its test reads the sources and holds them to the table in the README.
package arch
