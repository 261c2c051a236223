// Package scale owns the tests and benchmarks of a large clinic: that what a page costs does not grow with what is not on
// it. The clinic is made by copying a small one, which was lived through the use cases. Tests only.
package scale
