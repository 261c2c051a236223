package demo

import (
	"fmt"
	"math/rand/v2"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// names are invented; long ones and several scripts are among them on purpose.
var names = [Patients]string{
	"Aoife Brennan", "Jonas Weidenfeller", "Μαρία Παπαδοπούλου", "Ægir Þórðarson", "Chiara Bonaventura", "Łukasz Wiśniewski",
	"Наталья Щербакова", "Beatriz Figueiredo da Conceição e Albuquerque", "Tomáš Procházka", "Ğülay Işık", "Saoirse O’Dálaigh",
	"Bram van den Heuvel", "Lucía Ibáñez", "Émile Desrosiers", "Kaisa Väisänen", "Dragana Živković", "Mihai Țepeluș", "Ilze Kļaviņa",
	"Ruta Žukauskaitė", "Oskar Lindqvist", "Hannah Whitcombe", "Joseph Okonkwo", "Mei Tanaka", "Samira Haddad", "Piotr Dąbrowski",
	"Γιώργος Αντωνίου", "Freya Sørensen", "Iolo Prydderch", "Zsófia Szűcs", "Matteo Ferrarin", "Catarina Brandão", "Bogdan Ionescu",
	"Elif Çelik", "Anselm Grünewald", "Maxime Lefèvre", "Vesna Kovač", "Noa Rosen", "Petra Hofmannová", "Tadhg Mac Suibhne",
	"Anna-Magdalena von Hohenstein-Wittgenrode",
}

func person(i int, r *rand.Rand) clinic.Patient {
	return clinic.Patient{
		RecordNumber: fmt.Sprintf("INV-%04d", 1001+i),
		Name:         names[i],
		BirthDate:    q.Date(fmt.Sprintf("%d-%02d-%02d", 1942+r.IntN(64), 1+r.IntN(12), 1+r.IntN(28))),
		Sex:          []clinic.Sex{clinic.Female, clinic.Male, clinic.Female, clinic.Male, clinic.OtherSex}[r.IntN(5)],
		Email:        fmt.Sprintf("invented%d@example.org", i+1),
		Language:     q.DefaultLanguage,
	}
}
