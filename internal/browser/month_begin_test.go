package browser

// template has the administrator make a template that plans are made from.
func (m *month) template() {
	m.admin = m.enrol(login)
	b := m.admin
	b.open("/site/plans")
	b.see("There is none yet.")
	b.fill("What it is called here", "Mood, every two weeks")
	for _, id := range monthly {
		b.choose("battery", string(id))
	}
	b.choose("rhythm", "every")
	b.fill("Every", "2")
	b.set("Unit", "weeks")
	b.fill("Days after the due day on which answers still count", "5")
	b.fill("Days between reminders", "2")
	b.look("m01-template-new")
	b.click("Add the template")
	b.see("The template was added.", "Mood, every two weeks")
	b.look("m02-templates")
}

func (m *month) clinicianComes() {
	m.clinician = m.enrol(clara)
	m.clinician.see("Clara Berg")
}

// takeOn adds the patient, with an address and the consent to be written to.
func (m *month) takeOn() {
	b := m.clinician
	b.open("/patients/new")
	b.fill("Record number", "HP-0100")
	b.fill("Name", monthPatient)
	b.set("Birth date", "1979-05-02")
	b.choose("sex", "female")
	b.fill("E-mail", monthAddress)
	b.click("Add the patient")
	b.see(monthPatient, "The patient was added.")
	m.patient = b.path()
	b.unfold()
	b.fill("What it is", "Sertraline")
	b.set("Kind", "medicine")
	b.set("Class of the medicine", "ssri")
	b.fill("Dose", "50 mg a day")
	b.set("On which day", m.first)
	b.click("Note it")
	b.click("Plans and appointments")
	b.see("The patient has not agreed to e-mails.")
	b.unfold()
	b.look("m03-plans-empty")
	b.fill("How they agreed", "on paper, at the first visit")
	b.click("Note the consent")
	b.see("The consent was noted.")
}

// plan makes a plan from the template; its first day is today.
func (m *month) plan() {
	b := m.clinician
	b.click("Add a plan")
	b.click("Mood, every two weeks")
	b.click("Show the first days")
	b.see("When it would ask", "Nothing was kept yet.")
	b.look("m04-plan-preview")
	b.click("Add the plan")
	b.see("The plan was added.")
	m.work()
	b.open(m.patient + "/plans")
	b.see("Asked now")
	b.look("m05-plans")
}
