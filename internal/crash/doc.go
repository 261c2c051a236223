// Package crash owns the loop that kills a real server process again and again, in the middle of its work, and holds what
// is kept to a ledger of everything that was acknowledged. Tests only: the test binary starts itself as the server.
//
// A kill takes the process and leaves the machine: what the kernel was given stays. It says nothing about a power cut.
//
// The environment variable STEELYARD_CRASHES says how many kills, such as 400 for a nightly run.
//
// A crowd of patients who are connected all at once is tried on the same real server: STEELYARD_PATIENTS says how many, such as
// 10000, and then the times count too.
package crash
