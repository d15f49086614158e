//! What is owed without any event: questions for people. All invented.

mod support;
use model::{Kind, Missing, Subject};
use support::*;

const START: &str = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"as agreed\"\nat = \"2018-07-01\"\nzone = \"UTC\"\n\n";

fn words(terms: &str) -> terms::Agreement {
    agreement(&text_of("", "All of it as agreed.", &format!("{START}{terms}")))
}

const MANUAL: &str = "[[term]]\nid = \"1\"\nkind = \"manual\"\nquote = \"as agreed\"\ndecider = \"joint commission\"\nquestion = \"whether the spirit is kept\"\n";

#[test]
fn what_only_people_decide_is_undetermined_and_names_who_decides() {
    let finding = only(duties(&words(MANUAL), &Papers::default()));
    assert_eq!(result(&finding), open(&[Missing::Definition]));
    assert!(finding.reasons.iter().any(|reason| reason.contains("joint commission decides")), "{:?}", finding.reasons);
    assert!(matches!(&finding.subject, Subject::Duty { about, .. } if about == "a question for people"));
    assert_eq!(finding.time.from, instant("2018-07-01T00:00:00Z"));
}

#[test]
fn a_question_that_acts_raise_is_asked_for_each_of_them_and_no_other() {
    let asked = words(&format!("{MANUAL}acts = [\"burst\"]\n"));
    assert_eq!(duties(&asked, &Papers::default()), []);
    assert_eq!(assess(&asked, &[report(Kind::Explosion, 1)], &[]), []);
    let finding = only(assess(&asked, &[by("p1", report(Kind::Burst, 1))], &[]));
    assert_eq!((result(&finding), finding.party.unwrap().0.as_str()), (open(&[Missing::Definition]), "p1"));
}

#[test]
fn a_question_without_anybody_who_decides_is_faulty_and_still_there() {
    let text = text_of("", "All of it as agreed.", &format!("{START}{}", MANUAL.replace("decider = \"joint commission\"\n", "")));
    let (agreement, faults) = terms::read_agreement(&text);
    assert!(faults[0].message.contains("`decider` is missing"), "{faults:?}");
    assert_eq!(result(&only(duties(&agreement.unwrap(), &Papers::default()))), open(&[Missing::Definition]));
}
