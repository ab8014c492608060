// What reports say, held against the plans of the exams.
#include <set>

#include <QRegularExpression>
#include <QtTest>

#include "engine/phantom/Phantom.h"
#include "engine/phantom/PhaseLabels.h"
#include "tests/phantom/ReportExams.h"
#include "tests/phantom/ReportReader.h"

using namespace bolus;
using enum bolus::Finding;
using namespace bolus::reports;

namespace {

double largestOf(const PhantomExam& exam, Finding finding) {
    double largest = 0;
    for (const PhantomLesion& lesion : exam.lesions) {
        largest = lesion.finding == finding ? std::max(largest, lesion.diameter) : largest;
    }
    return largest;
}

constexpr std::array masses{HepaticCyst,
                            Hemangioma,
                            Hcc,
                            LiverMetastases,
                            FocalNodularHyperplasia,
                            HepaticAdenoma,
                            Cholangiocarcinoma,
                            LiverAbscess,
                            RenalCyst,
                            ClearCellRcc,
                            PapillaryRcc,
                            Angiomyolipoma,
                            RenalStone,
                            PancreaticAdenocarcinoma,
                            NeuroendocrineTumor,
                            AdrenalAdenoma,
                            SplenicInfarct,
                            AorticAneurysm};

bool isMass(Finding finding) {
    return std::ranges::count(masses, finding) > 0;
}

std::set<int> segmentsOf(const PhantomExam& exam) {
    std::set<int> numbers;
    for (const PhantomLesion& lesion : exam.lesions) {
        const QString place = QString::fromStdString(lesion.place);
        if (place.startsWith("segment ")) {
            numbers.insert(segmentNumber(place.mid(8)));
        }
    }
    return numbers;
}

QString plannedSide(const PhantomExam& exam, const std::set<Finding>& findings) {
    for (const PhantomLesion& lesion : exam.lesions) {
        const QString place = QString::fromStdString(lesion.place);
        if (findings.contains(lesion.finding)) {
            return place.contains("left") ? "left" : place.contains("right") ? "right" : "both";
        }
    }
    return {};
}

/// The level of an image, counted through the slices that the phase covers, from the feet.
double levelOf(const PhantomExam& exam, std::size_t phase, int image) {
    const double step = exam.scan.sliceMm;
    const auto slices = int(scanGrid(exam, 1, step).size[2]);
    const double middle = (exam.boxLow[2] + exam.boxHigh[2]) / 2;
    int counted = 0;
    for (int slice = 0; slice < slices; ++slice) {
        const double z = middle + step * (slice - (slices - 1) / 2.0);
        counted += z >= exam.scan.coverLow[phase] && z <= exam.scan.coverHigh[phase];
        if (counted == image) {
            return z;
        }
    }
    return -1e9;
}

bool showsALesion(const PhantomExam& exam, Reference reference) {
    const auto& numbers = exam.scan.seriesNumbers;
    const auto at = std::ranges::find(numbers, reference.series);
    if (at == numbers.end()) {
        return false;
    }
    const auto phase = static_cast<std::size_t>(at - numbers.begin());
    const double z = levelOf(exam, phase, reference.image);
    const double breath = double(phantom::breathingShift(exam, phase).z);
    return std::ranges::any_of(exam.lesions, [&](const PhantomLesion& lesion) {
        return std::abs(z - lesion.centre[2] - breath) <=
               lesion.diameter / 2 + exam.scan.sliceMm / 2;
    });
}

/// Boxes, times and lesions, as numbers.
std::vector<double> planOf(const PhantomExam& exam) {
    std::vector<double> plan(exam.secondsAfterInjection);
    plan.insert(plan.end(), exam.boxLow.begin(), exam.boxLow.end());
    plan.insert(plan.end(), exam.boxHigh.begin(), exam.boxHigh.end());
    for (const PhantomLesion& lesion : exam.lesions) {
        plan.insert(plan.end(), {double(lesion.finding), lesion.diameter});
        plan.insert(plan.end(), lesion.centre.begin(), lesion.centre.end());
    }
    return plan;
}

} // namespace

class PhantomReportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reportIsTheSameForTheSameSeed() {
        for (int index = 0; index < 50; ++index) {
            QCOMPARE(planExam({}, index).report,
                     examsOf(PhantomSet::Training)[std::size_t(index)].report);
        }
    }

    void aReportToldAgainSaysItInOtherWords() {
        int others = 0;
        for (int index = 0; index < 200; ++index) {
            const PhantomExam exam = planExam({}, index);
            QCOMPARE(retellReport(exam, 0), exam.report);
            QCOMPARE(retellReport(exam, 3), retellReport(planExam({}, index), 3));
            others += retellReport(exam, 1) != exam.report &&
                      retellReport(exam, 1) != retellReport(exam, 2);
        }
        QVERIFY(others > 180);
    }

    void setsShareNoStatement() {
        std::map<QString, PhantomSet> owner;
        for (const PhantomSet set : sets) {
            for (const PhantomExam& exam : examsOf(set)) {
                for (const QString& one : statements(QString::fromStdString(exam.report))) {
                    const auto [at, isNew] = owner.emplace(withoutFacts(one), set);
                    const bool label = one.size() < 4 || one.endsWith(':');
                    QVERIFY2(isNew || at->second == set || label, qPrintable(one));
                }
            }
        }
        QVERIFY(owner.size() > 3000);
    }

    /// Whatever the seeds, even those that differ in the bits that tell the sets apart.
    void setsShareNoExam() {
        using Numbers = std::vector<double>;
        std::map<Numbers, PhantomSet> owner;
        for (const std::uint64_t seed :
             {std::uint64_t{1}, std::uint64_t{1} << 62, (std::uint64_t{1} << 62) + 1,
              (std::uint64_t{2} << 62) + 1, (std::uint64_t{3} << 62) + 1, ~std::uint64_t{0}}) {
            for (const PhantomSet set : sets) {
                PhantomOptions options;
                options.seed = seed;
                options.set = set;
                for (int index = 0; index < 40; ++index) {
                    const PhantomExam exam = planExam(options, index);
                    const auto [at, isNew] = owner.emplace(planOf(exam), set);
                    QVERIFY(isNew || at->second == set);
                    QVERIFY(at->first.size() >= 8);
                }
            }
        }
        QVERIFY(owner.size() >= 3 * sets.size() * 40);
    }

    void nothingIsEmptyOrLeftUnfilled() {
        const QRegularExpression left("[{}\\[\\]<>|]|\\.\\.|  | [,.;]|: \\n|@");
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            QVERIFY(text.size() > 40);
            QVERIFY2(!text.contains(left), qPrintable(text));
            QVERIFY2(exam.report.back() == '\n', qPrintable(text));
        });
    }

    void everyMassIsReportedWithItsSize() {
        forEachExam([](const PhantomExam& exam, const QString& text) {
            for (const Finding finding : findingsOf(exam)) {
                const QStringList sizes = sizesOf(largestOf(exam, finding));
                QVERIFY2(!isMass(finding) || text.contains(sizes[0]) || text.contains(sizes[1]),
                         qPrintable(text));
            }
        });
    }

    void everySizeIsThatOfThePlan() {
        static const QRegularExpression stated("[0-9]+(\\.[0-9])? (mm|cm)");
        forEachExam([](const PhantomExam& exam, const QString& text) {
            QStringList planned;
            for (const Finding finding : findingsOf(exam)) {
                planned += sizesOf(largestOf(exam, finding));
            }
            for (auto match = stated.globalMatch(text); match.hasNext();) {
                QVERIFY2(planned.contains(match.next().captured()), qPrintable(text));
            }
        });
    }

    void segmentsAreThoseOfThePlan() {
        int withSegments = 0;
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            const std::set<int> planned = segmentsOf(exam);
            withSegments += !planned.empty();
            QVERIFY2(segmentsIn(text) == planned, qPrintable(text));
        });
        QVERIFY(withSegments > exams / 2);
    }

    void sidesAreThoseOfThePlan() {
        const std::set<Finding> renal{RenalCyst,      ClearCellRcc, PapillaryRcc,
                                      Angiomyolipoma, RenalStone,   Hydronephrosis};
        const QRegularExpression kidney =
            sided("kidney|renal|hydro|calyces|collecting|urinary|pelvicaliectasis");
        const std::vector<std::pair<QRegularExpression, Finding>> others{
            {sided("adrenal"), AdrenalAdenoma},
            {sided("pleural|effusion"), PleuralEffusion},
            {sided("portal vein|PV"), PortalVeinThrombosis}};
        static const QRegularExpression normal(
            "normal|unremarkable|\\bnl\\b|\\bok\\b|WNL|\\bno\\b|without",
            QRegularExpression::CaseInsensitiveOption);
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            for (const QString& one : statements(text)) {
                for (const QString& side : sidesIn(one, kidney)) {
                    QVERIFY2(side == plannedSide(exam, renal) || one.contains(normal) ||
                                 one.contains("front of"),
                             qPrintable(text));
                }
            }
            for (const auto& [organ, finding] : others) {
                for (const QString& side : sidesIn(text, organ)) {
                    QVERIFY2(side == plannedSide(exam, {finding}), qPrintable(text));
                }
            }
        });
    }

    void sidesAndPolesAreNamed() {
        const auto word = [](const char* pattern) {
            return QRegularExpression(QString("\\b(%1)\\b").arg(pattern),
                                      QRegularExpression::CaseInsensitiveOption);
        };
        std::map<std::string, QRegularExpression> words{{"left", word("left|lt|L")},
                                                        {"right", word("right|rt|R")}};
        for (const char* part : {"upper", "lower", "interpolar", "mid", "head", "body", "tail"}) {
            words.emplace(part, word(part));
        }
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            for (const PhantomLesion& lesion : exam.lesions) {
                for (const auto& [part, said] : words) {
                    const bool planned =
                        (" " + lesion.place).find(" " + part + " ") != std::string::npos ||
                        lesion.place.ends_with(" " + part);
                    QVERIFY2(!planned || text.contains(said), qPrintable(text));
                }
                const bool renal = lesion.place.find("kidney") != std::string::npos;
                const bool left = lesion.place.find("left") != std::string::npos;
                QVERIFY(!renal || left == (lesion.centre[0] > 0));
            }
        });
    }

    void referencesLeadToALesion() {
        int references = 0;
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            for (const Reference& reference : referencesIn(text)) {
                ++references;
                QVERIFY2(showsALesion(exam, reference), qPrintable(text));
            }
            QCOMPARE(text.count(QRegularExpression("\\b(image|im) [0-9]")),
                     qsizetype(referencesIn(text).size()));
        });
        QVERIFY(references > exams / 2);
    }

    void referencesFollowTheSlicesThatAreWritten() {
        PhantomOptions options;
        options.sliceMm = 2.5;
        int references = 0;
        for (int index = 0; index < 300; ++index) {
            const PhantomExam exam = planExam(options, index);
            QCOMPARE(exam.scan.sliceMm, 2.5);
            for (const Reference& reference : referencesIn(QString::fromStdString(exam.report))) {
                ++references;
                QVERIFY2(showsALesion(exam, reference), exam.report.c_str());
            }
        }
        QVERIFY(references > 50);
    }

    void onlyScannedPhasesAreMentioned() {
        const auto seen = [](const QString& names, const QString& shorts) {
            return QRegularExpression(
                "\\b(" + names + ") (phase|phases|images|imaging|series|acquisitions)\\b|\\b(" +
                    shorts + ")\\b",
                QRegularExpression::NoPatternOption);
        };
        const std::vector<std::pair<Phase, QRegularExpression>> words{
            {Phase::PreContrast, seen("unenhanced|non-contrast|precontrast", "NC|NCCT")},
            {Phase::Arterial, seen("arterial", "HAP|AP")},
            {Phase::PortalVenous, seen("venous", "PVP")},
            {Phase::Delayed, seen("delayed|equilibrium", "DP")}};
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            for (const auto& [phase, said] : words) {
                QVERIFY2(scanned(exam, phase) || !text.contains(said), qPrintable(text));
            }
        });
    }

    void everyScannedPhaseIsNamed() {
        const auto word = [](const char* names) {
            return QRegularExpression(QString("\\b(%1)\\b").arg(names),
                                      QRegularExpression::CaseInsensitiveOption);
        };
        const std::vector<std::pair<Phase, QRegularExpression>> names{
            {Phase::PreContrast, word("unenhanced|non-contrast|precontrast|NC|NCCT|unenh")},
            {Phase::Arterial, word("arterial|HAP|AP|art")},
            {Phase::PortalVenous, word("venous|PVP|PV|ven")},
            {Phase::Delayed, word("delayed|equilibrium|DP|del")}};
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            for (const auto& [phase, name] : names) {
                QVERIFY2(!scanned(exam, phase) || text.contains(name), qPrintable(text));
            }
        });
    }

    void normalExamsSaySo() {
        static const QRegularExpression said(
            "normal|abnormality|no acute|no evidence|unremarkable|\\bnl\\b|WNL",
            QRegularExpression::CaseInsensitiveOption);
        int normal = 0;
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            normal += exam.lesions.empty();
            QVERIFY2(!exam.lesions.empty() || text.contains(said), qPrintable(text));
        });
        QVERIFY(normal > 3 * exams / 16 && normal < 3 * exams / 6);
    }

    void everyStyleOccurs() {
        for (const PhantomSet set : sets) {
            std::array<int, 4> counts{};
            for (const PhantomExam& exam : examsOf(set)) {
                ++counts[styleOf(QString::fromStdString(exam.report))];
            }
            for (const int count : counts) {
                QVERIFY2(count > exams / 8, qPrintable(QString::number(count)));
            }
        }
    }

    void uncertaintyAndAbbreviationsOccur() {
        const QStringList wanted{"probable",     "suspicious for",
                                 "versus",       "cannot be excluded",
                                 "c/w",          "FNH",
                                 "AML",          "PDAC",
                                 "ccRCC",        "PVT",
                                 "AAA",          "HAP",
                                 "PVP",          "seg. ",
                                 "cm",           "mm",
                                 "COMPARISON: ", "no biliary dilatation",
                                 "series "};
        for (const QString& word : wanted) {
            int count = 0;
            for (const PhantomExam& exam : examsOf(PhantomSet::Training)) {
                count += QString::fromStdString(exam.report).contains(word, Qt::CaseInsensitive);
            }
            QVERIFY2(count > 0, qPrintable(word));
        }
    }

    void reportsAreShort() {
        std::vector<int> lengths;
        forEachExam(
            [&](const PhantomExam&, const QString& text) { lengths.push_back(piecesOf(text)); });
        std::ranges::sort(lengths);
        QVERIFY2(lengths[lengths.size() / 2] < 170,
                 qPrintable(QString::number(lengths[lengths.size() / 2])));
        QVERIFY2(lengths[lengths.size() * 95 / 100] < 220,
                 qPrintable(QString::number(lengths[lengths.size() * 95 / 100])));
        QVERIFY2(lengths.back() < 300, qPrintable(QString::number(lengths.back())));
    }
};

QTEST_GUILESS_MAIN(PhantomReportTest)
#include "test_phantom_report.moc"
