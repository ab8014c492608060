#include <set>

#include <QRegularExpression>
#include <QtTest>

#include "engine/phantom/Phantom.h"

using namespace bolus;

namespace {

constexpr int exams = 300;

PhantomExam exam(int index, bool heldOut) {
    PhantomOptions options;
    options.set = heldOut ? PhantomSet::Test : PhantomSet::Training;
    return planExam(options, index);
}

/// Sentences without what the plan filled in, so that two of one template are equal.
std::set<QString> templates(bool heldOut) {
    static const QRegularExpression filled(
        "[0-9]+(\\.[0-9])? (mm|cm)|segments? [IV, and]+|left|right|upper|lower|interpolar "
        "region|pole"
        "|pancreatic (head|body|tail)|mid portion|unenhanced|arterial|portal venous|delayed"
        "|three|four|five|, | and ",
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression label("^([0-9]\\.|[A-Z][a-z ]+:|[A-Z]+:) *");
    std::set<QString> all;
    for (int index = 0; index < exams; ++index) {
        QString text = QString::fromStdString(exam(index, heldOut).report);
        text.replace(filled, "#");
        for (QString sentence :
             text.split(QRegularExpression("\\. |\\.?\\n"), Qt::SkipEmptyParts)) {
            sentence = sentence.trimmed().remove(label).remove(label).trimmed();
            if (sentence.size() > 3) {
                all.insert(sentence.toLower());
            }
        }
    }
    return all;
}

QStringList sizesOf(double mm) {
    const int whole = static_cast<int>(mm);
    return {QString("%1 mm").arg(whole), QString("%1.%2 cm").arg(whole / 10).arg(whole % 10)};
}

} // namespace

class PhantomReportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void trainingAndTestShareNoSentence() {
        const std::set<QString> training = templates(false), test = templates(true);
        QVERIFY(training.size() > 150);
        QVERIFY(test.size() > 150);
        for (const QString& sentence : test) {
            QVERIFY2(!training.contains(sentence), qPrintable(sentence));
        }
    }

    void everyLesionIsReportedWithItsSize() {
        for (const bool heldOut : {false, true}) {
            for (int index = 0; index < exams; ++index) {
                const PhantomExam e = exam(index, heldOut);
                const QString text = QString::fromStdString(e.report);
                for (const Finding finding : findingsOf(e)) {
                    double largest = 0;
                    for (const PhantomLesion& lesion : e.lesions) {
                        largest = lesion.finding == finding ? std::max(largest, lesion.diameter)
                                                            : largest;
                    }
                    const QStringList sizes = sizesOf(largest);
                    QVERIFY2(text.contains(sizes[0]) || text.contains(sizes[1]), qPrintable(text));
                }
            }
        }
    }

    void sideIsThatOfThePlan() {
        int kidneys = 0;
        for (int index = 0; index < exams; ++index) {
            const PhantomExam e = exam(index, false);
            for (const PhantomLesion& lesion : e.lesions) {
                const QString place = QString::fromStdString(lesion.place);
                if (!place.contains("kidney") && !place.contains("renal pelvis")) {
                    continue;
                }
                ++kidneys;
                QCOMPARE(place.contains("left"), lesion.centre[0] > 0);
                QVERIFY2(QString::fromStdString(e.report).contains(place), e.report.c_str());
            }
        }
        QVERIFY(kidneys > 30);
    }

    void onlyScannedPhasesAreMentioned() {
        for (int index = 0; index < exams; ++index) {
            const PhantomExam e = exam(index, false);
            const QString text = QString::fromStdString(e.report);
            const auto scanned = [&](Phase phase) {
                return std::find(e.phases.begin(), e.phases.end(), phase) != e.phases.end();
            };
            QCOMPARE(text.contains("unenhanced and ") || text.contains("unenhanced, "),
                     scanned(Phase::PreContrast));
            QCOMPARE(text.contains("portal venous"), scanned(Phase::PortalVenous));
            QVERIFY(scanned(Phase::Delayed) || !text.contains("delayed phase"));
            QVERIFY(scanned(Phase::PreContrast) || !text.contains("Before contrast"));
        }
    }

    void healthyOrgansAreNotContradicted() {
        const std::vector<std::pair<QString, std::vector<Finding>>> denials{
            {"No focal liver lesion",
             {Finding::Hcc, Finding::HepaticCyst, Finding::Hemangioma, Finding::LiverMetastases,
              Finding::FocalNodularHyperplasia}},
            {"The kidneys are unremarkable",
             {Finding::RenalCyst, Finding::ClearCellRcc, Finding::Angiomyolipoma,
              Finding::RenalStone}},
            {"No ascites", {Finding::Ascites}},
            {"No aortic aneurysm", {Finding::AorticAneurysm}}};
        for (int index = 0; index < exams; ++index) {
            const PhantomExam e = exam(index, false);
            for (const auto& [sentence, findings] : denials) {
                for (const Finding finding : findingsOf(e)) {
                    const bool denied = std::ranges::count(findings, finding) > 0 &&
                                        QString::fromStdString(e.report).contains(sentence);
                    QVERIFY2(!denied, e.report.c_str());
                }
            }
        }
    }

    void normalExamsSaySo() {
        int normal = 0;
        for (int index = 0; index < exams; ++index) {
            const PhantomExam e = exam(index, false);
            if (e.lesions.empty()) {
                ++normal;
                const QString text = QString::fromStdString(e.report);
                QVERIFY(text.contains("Normal CT") || text.contains("No abnormality"));
            }
        }
        QVERIFY(normal > exams / 16 && normal < exams / 4);
    }

    void noPlaceholderIsLeft() {
        for (const bool heldOut : {false, true}) {
            for (int index = 0; index < exams; ++index) {
                QVERIFY(exam(index, heldOut).report.find_first_of("{}") == std::string::npos);
            }
        }
    }
};

QTEST_GUILESS_MAIN(PhantomReportTest)
#include "test_phantom_report.moc"
