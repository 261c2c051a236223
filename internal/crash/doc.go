// Package crash owns the loops that hurt a real server process in the middle of its work, and hold what is kept to a ledger of
// everything that was acknowledged: kills, a disk that is full or fails, and power cuts. Tests only: the test binary starts
// itself as the server.
//
// A kill takes the process and leaves the machine: what the kernel was given stays. For the other two a small library
// (testdata/disk.c) stands between the server's SQLite and its files. It fails on command, and it records every change and
// every completed sync, of which the test makes what a disk could hold after a power cut.
//
// A crowd of patients who are connected all at once is tried on the same real server.
//
// The environment variables STEELYARD_CRASHES and STEELYARD_POWER_CUTS say how many, such as 400 for a nightly run.
// STEELYARD_PATIENTS says how large the crowd is, such as 10000, and then the times count too.
package crash
