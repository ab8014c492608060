// What is typed of a phantom exam, and how its lesions look: both are held against the exam's plan.
#include <set>

#include <QRegularExpression>
#include <QtTest>

#include "engine/phantom/Looks.h"
#include "engine/phantom/ReportPhrase.h"
#include "tests/phantom/ReportExams.h"

using namespace bolus;

namespace {

bool has(const PhantomExam& exam, Finding finding) {
    const auto findings = findingsOf(exam);
    return std::ranges::find(findings, finding) != findings.end();
}

/// How often the finding has this look in this phase, of the exams that scan it.
double share(Finding finding, Phase phase, Look look) {
    int scanned = 0, seen = 0;
    for (const PhantomExam& exam : reports::examsOf(PhantomSet::Training)) {
        const std::vector<Look> looks = looksOf(exam, finding);
        for (std::size_t i = 0; i < looks.size(); ++i) {
            scanned += exam.phases[i] == phase;
            seen += exam.phases[i] == phase && looks[i] == look;
        }
    }
    return scanned > 0 ? double(seen) / scanned : -1;
}

} // namespace

class PhantomTypedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phrasesAreTrueOfTheirExam() {
        static const QRegularExpression mark("[{}<>\\[\\]|]");
        std::set<int> kinds;
        reports::forEachExam([&](const PhantomExam& exam, const QString&) {
            const PhantomPhrase phrase = phraseOf(exam, 17);
            QVERIFY(!phrase.text.empty());
            QVERIFY2(!QString::fromStdString(phrase.text).contains(mark), phrase.text.c_str());
            for (const Finding said : phrase.says) {
                QVERIFY2(has(exam, said), phrase.text.c_str());
            }
            for (const Finding denied : phrase.denies) {
                QVERIFY2(!has(exam, denied), phrase.text.c_str());
            }
            kinds.insert((phrase.says.empty() ? 0 : 1) + (phrase.denies.empty() ? 0 : 2) +
                         (phrase.detailed ? 4 : 0));
        });
        QVERIFY(kinds.contains(1) && kinds.contains(2) && kinds.contains(3) && kinds.contains(5));
    }

    void aNameAloneHoldsNoPlace() {
        static const QRegularExpression place(
            "segment|seg\\.|\\bleft\\b|\\bright\\b|\\bpole\\b|\\bhead\\b|\\btail\\b|\\d");
        int names = 0;
        for (const PhantomExam& exam : reports::examsOf(PhantomSet::Training)) {
            const PhantomPhrase phrase = phraseOf(exam, 4);
            if (!phrase.detailed && phrase.denies.empty() && phrase.says.size() == 1) {
                ++names;
                QVERIFY2(!QString::fromStdString(phrase.text).contains(place), phrase.text.c_str());
            }
        }
        QVERIFY(names > 100);
    }

    void aLotIsAlwaysTheSamePhrase() {
        const PhantomExam exam = planExam({}, 3);
        std::set<std::string> texts;
        for (std::uint64_t lot = 0; lot < 40; ++lot) {
            QCOMPARE(phraseOf(exam, lot).text, phraseOf(planExam({}, 3), lot).text);
            texts.insert(phraseOf(exam, lot).text);
        }
        QVERIFY(texts.size() > 10);
    }

    /// As the literature that the kinetics cite has it.
    void lesionsLookAsTheyAreKnownTo() {
        using enum Look;
        QVERIFY(share(Finding::HepaticCyst, Phase::PortalVenous, Darker) == 1);
        QVERIFY(share(Finding::RenalCyst, Phase::Arterial, Darker) == 1);
        QVERIFY(share(Finding::Hcc, Phase::Arterial, Brighter) > 0.6);
        QVERIFY(share(Finding::Hcc, Phase::Delayed, Darker) > 0.6);
        QVERIFY(share(Finding::FocalNodularHyperplasia, Phase::Arterial, Brighter) > 0.8);
        QVERIFY(share(Finding::LiverMetastases, Phase::PortalVenous, Darker) > 0.9);
        QVERIFY(share(Finding::Cholangiocarcinoma, Phase::Delayed, Brighter) > 0.5);
        QVERIFY(share(Finding::PancreaticAdenocarcinoma, Phase::PortalVenous, Darker) > 0.8);
    }

    void whatDoesNotEnhanceHasNoLook() {
        for (const PhantomExam& exam : reports::examsOf(PhantomSet::Test)) {
            QVERIFY(looksOf(exam, Finding::Gallstones).empty());
            QVERIFY(looksOf(exam, Finding::Ascites).empty());
            QCOMPARE(looksOf(exam, Finding::Hcc).size(),
                     has(exam, Finding::Hcc) ? exam.phases.size() : 0);
        }
    }
};

QTEST_APPLESS_MAIN(PhantomTypedTest)
#include "test_phantom_typed.moc"
