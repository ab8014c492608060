// What every finding looks like from phase to phase, how often it occurs, and that the words of its
// place are true.
#include <algorithm>
#include <set>
#include <string_view>

#include <QtTest>

#include "engine/phantom/Plan.h"
#include "tests/phantom/PhantomProbe.h"

using namespace bolus;
using namespace bolus::phantom;

namespace {

/// How a part compares with a tissue of the same patient, a letter a phase: < darker, > brighter
/// (by 8 HU or more), = within 13 HU, . either.
struct Look {
    Finding finding;
    int part;
    Label tissue;
    std::string_view phases; // pre-contrast, arterial, portal venous, delayed
};

using enum Finding;
// The sources stand beside the curves, in LesionKinetics.cpp.
constexpr Look looks[]{{HepaticCyst, 0, Liver, "<<<<"},
                       {Hemangioma, HemangiomaCore, Liver, ".<<="},
                       {Hemangioma, HemangiomaNodule, Liver, ".>>>"},
                       {Hcc, HccBulk, Liver, ".><<"},
                       {LiverMetastases, MetastasisCore, Liver, "<<<<"},
                       {FocalNodularHyperplasia, FnhBulk, Liver, "=>.="},
                       {FocalNodularHyperplasia, FnhScar, Liver, ".<<>"},
                       {HepaticAdenoma, AdenomaBulk, Liver, "=>=="},
                       {Cholangiocarcinoma, CholangioCore, Liver, "<<<>"},
                       {Cholangiocarcinoma, CholangioRim, Liver, ".><<"},
                       {LiverAbscess, AbscessPus, Liver, "<<<<"},
                       {LiverAbscess, AbscessEdema, Liver, "<<<="},
                       {Steatosis, FattyLiver, Spleen, "<<<<"},
                       {Steatosis, FattyLiver, HepaticVein, "<.<<"},
                       {PortalVeinThrombosis, Thrombus, PortalVein, "=.<<"},
                       {PortalVeinThrombosis, ThrombosisSteal, Liver, "=>=="},
                       {RenalCyst, 0, RenalCortex, "<<<<"},
                       {ClearCellRcc, RccBulk, RenalMedulla, "=>.<"},
                       {PapillaryRcc, 0, RenalCortex, "=<<<"},
                       {Angiomyolipoma, AngiomyolipomaFat, RenalCortex, "<<<<"},
                       {RenalStone, 0, RenalCortex, ">>>>"},
                       {Hydronephrosis, ObstructedUrine, RenalPelvis, "===<"},
                       {PancreaticAdenocarcinoma, PdacMass, Pancreas, "=<<="},
                       {NeuroendocrineTumor, 0, Pancreas, "=>>>"},
                       {AcutePancreatitis, SwollenGland, Pancreas, ".<<."},
                       {AcutePancreatitis, PancreatitisFluid, Pancreas, "<<<<"},
                       {AdrenalAdenoma, 0, Adrenal, "<..<"},
                       {SplenicInfarct, 0, Spleen, "=<<<"},
                       {AorticAneurysm, AneurysmThrombus, Artery, "=<<<"},
                       {AorticDissection, FalseLumen, Artery, "=<>>"},
                       {AorticDissection, TrueLumen, Artery, "===="},
                       {Gallstones, GallstoneCore, Bile, ">>>>"},
                       {Cirrhosis, CirrhosisNodule, Spleen, ".<<."},
                       {Finding::Ascites, 0, Liver, "<<<<"},
                       {PleuralEffusion, EffusionFluid, Muscle, "<<<<"},
                       {PleuralEffusion, EffusionFluid, Lung, ">>>>"}};

bool agrees(char sign, double difference) {
    return sign == '.' || (sign == '<' && difference <= -8) || (sign == '>' && difference >= 8) ||
           (sign == '=' && std::abs(difference) <= 13);
}

Vec reference(const PhantomLesion& lesion, const Anatomy& anatomy) {
    return Vec{static_cast<float>(lesion.centre[0]), static_cast<float>(lesion.centre[1]),
               static_cast<float>(lesion.centre[2])} /
           anatomy.scale;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The finding whose label is painted somewhere within half the lesion's radius of its centre.
bool isPaintedWhereItSays(const PhantomExam& exam, const PhantomLesion& lesion) {
    const std::vector<Finding> findings = findingsOf(exam);
    const auto slot = std::find(findings.begin(), findings.end(), lesion.finding);
    const int first = lesionLabel(static_cast<int>(slot - findings.begin()), 0);
    BoxGrid box;
    const double reach = isDiffuse(lesion.finding) ? 15 : std::max(3.0, lesion.diameter / 4);
    box.size = {9, 9, 9};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        box.first[axis] = lesion.centre[axis] - reach;
        box.spacing[axis] = reach / 4;
    }
    return std::ranges::any_of(plannedLabels(exam, box), [&](Label label) {
        return label >= first && label < first + partsPerLesion;
    });
}

} // namespace

class PhantomFindingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFindingLooksLikeItself_data() {
        QTest::addColumn<int>("which");
        for (std::size_t i = 1; i < findingCount; ++i) {
            QTest::newRow(findingToken(static_cast<Finding>(i))) << int(i);
        }
    }

    void everyFindingLooksLikeItself() {
        QFETCH(int, which);
        const auto finding = static_cast<Finding>(which);
        const auto& exams = examsWith(finding);
        QVERIFY(!exams.empty());
        for (std::size_t phase = 0; phase < 4; ++phase) {
            const Probe probe(exams[0], phase);
            const auto table = huTable(exams[0], phase);
            for (const Look& look : looks) {
                if (look.finding != finding) {
                    continue;
                }
                const double hu = probe.inside(lesionLabel(0, look.part));
                QVERIFY2(agrees(look.phases[phase], hu - table[look.tissue]),
                         qPrintable(QString("phase %1, part %2: %3 HU beside %4, not %5")
                                        .arg(phase)
                                        .arg(look.part)
                                        .arg(hu)
                                        .arg(table[look.tissue])
                                        .arg(QChar(look.phases[phase]))));
            }
        }
    }

    /// Rich in lipid: below 10 HU, and more than 60 % of the enhancement gone.
    void adrenalAdenomasWashOut() {
        int adenomas = 0;
        for (int index = 0; index < 3000; ++index) {
            const auto& findings = choosePatient(1, index).findings;
            const auto slot = std::ranges::find(findings, AdrenalAdenoma);
            if (slot == findings.end()) {
                continue;
            }
            const PhantomExam exam = fourPhases(index);
            const Label mass = lesionLabel(static_cast<int>(slot - findings.begin()), 0);
            const double before = huTable(exam, 0)[mass], portal = huTable(exam, 2)[mass],
                         late = huTable(exam, 3)[mass];
            QVERIFY2(before < 10, qPrintable(QString::number(before)));
            QVERIFY2((portal - late) / (portal - before) > 0.6,
                     qPrintable(QString::number((portal - late) / (portal - before))));
            ++adenomas;
        }
        QVERIFY(adenomas > 100);
    }

    /// By the branches' places beside the hilum, not by how they are numbered.
    void clotFillsTheBranchesOfItsSide() {
        constexpr Vec rightBranches[]{
            {-66, -6, 38}, {-90, -34, 24}, {-86, -30, 56}, {-94, 28, 26}, {-92, 34, 50}};
        constexpr Vec leftBranches[]{{-18, -28, 44}, {-3, -52, 44}, {-2, -64, 39}, {24, -58, 50}};
        std::set<std::string> places;
        std::size_t clots = 0;
        for (const PhantomExam& exam : examsWith(PortalVeinThrombosis)) {
            const std::string& place = exam.lesions[0].place;
            const Anatomy a = makeAnatomy(exam.seed, exam.index, exam.set);
            const auto at = [&](Vec branch) {
                const Vec p = (branch + a.liverShift) * a.scale;
                return plannedLabels(exam, {{1, 1, 1}, {p.x, p.y, p.z}, {1, 1, 1}})[0];
            };
            const auto holds = [&](Label label, bool clotted) { // a hepatic vein may cross
                const bool isClot =
                    label == lesionLabel(0, Thrombus) || label == lesionLabel(0, ThrombosedWall);
                clots += isClot;
                return clotted ? label != PortalVein : !isClot;
            };
            for (const Vec branch : rightBranches) {
                QVERIFY2(holds(at(branch), !has(place, "left")), place.c_str());
            }
            for (const Vec branch : leftBranches) {
                QVERIFY2(holds(at(branch), !has(place, "right")), place.c_str());
            }
            places.insert(place);
        }
        QCOMPARE(places.size(), std::size_t{3});
        QVERIFY(clots > 5 * examsWith(PortalVeinThrombosis).size());
    }

    void clottedBranchesStayDark() {
        constexpr std::size_t portal = 2;
        std::set<std::string> places;
        for (const PhantomExam& exam : examsWith(PortalVeinThrombosis)) {
            const std::string& place = exam.lesions[0].place;
            if (!places.insert(place).second) {
                continue;
            }
            const Probe probe(exam, portal);
            const Anatomy a = makeAnatomy(exam.seed, exam.index, exam.set);
            const Vec breath = breathingShift(exam, portal);
            const auto hu = [&](Vec branch) {
                return probe.around((branch + a.liverShift) * a.scale + breath, 3.5);
            };
            const double right = hu({-59, -7, 37.5F}), left = hu({-14, -35, 44});
            QVERIFY2(has(place, "left") ? right > 120 : right < 85,
                     qPrintable(QString("%1: right %2").arg(place.c_str()).arg(right)));
            QVERIFY2(has(place, "right") ? left > 120 : left < 85,
                     qPrintable(QString("%1: left %2").arg(place.c_str()).arg(left)));
        }
        QCOMPARE(places.size(), std::size_t{3});
    }

    /// Reports call the obstructed system not opacified at whatever time the delayed phase is.
    void obstructedUrineIsNotOpacified() {
        const Curve& urine = lesionCurve(Hydronephrosis, ObstructedUrine);
        QVERIFY(huAt(urine, 180) < 15);
        QVERIFY(huAt(urine, 260) < 20);
    }

    void onlyCirrhosisEnlargesTheSpleen() {
        float largestHealthy = 0, smallestCirrhotic = 1e9F;
        for (int index = 0; index < 2000; ++index) {
            const Anatomy a = makeAnatomy(1, index, PhantomSet::Training);
            const float height = 2 * a.spleenBody.radii.z;
            if (a.cirrhotic) {
                smallestCirrhotic = std::min(smallestCirrhotic, height);
            } else if (!a.patient.has(PortalVeinThrombosis)) {
                largestHealthy = std::max(largestHealthy, height);
            }
        }
        QVERIFY(largestHealthy < 130); // mm
        QVERIFY(smallestCirrhotic > 130);
    }

    void enhancementComesAsFastAsItShould() {
        const auto hu = [](Finding finding, int part, double seconds) {
            return huAt(lesionCurve(finding, part), seconds);
        };
        const double liver = huAt(tissueCurve(Liver), 70);
        QVERIFY(std::abs(hu(FocalNodularHyperplasia, FnhBulk, 70) - liver) < 8); // fades to iso
        QVERIFY(hu(FocalNodularHyperplasia, FnhBulk, 35) >
                hu(HepaticAdenoma, AdenomaBulk, 35) + 25);
        QVERIFY(hu(Hcc, HccCapsule, 200) > hu(Hcc, HccBulk, 200) + 30);
        QVERIFY(hu(PapillaryRcc, 0, 180) > hu(PapillaryRcc, 0, 70)); // slow
        QVERIFY(hu(PapillaryRcc, 0, 70) > hu(PapillaryRcc, 0, 35) + 10);
        QVERIFY(hu(ClearCellRcc, RccBulk, 35) > hu(PapillaryRcc, 0, 35) + 80);
        QVERIFY(hu(LiverAbscess, AbscessWall, 70) > hu(LiverAbscess, AbscessPus, 70) + 60);
        QVERIFY(hu(Cirrhosis, CirrhosisNodule, 70) > hu(Cirrhosis, CirrhosisFibrosis, 70) + 20);
        QVERIFY(hu(Cirrhosis, CirrhosisFibrosis, 180) > hu(Cirrhosis, CirrhosisNodule, 180));
        QVERIFY(hu(Hydronephrosis, ObstructedCortex, 35) < huAt(tissueCurve(RenalCortex), 35) - 40);
        QVERIFY(hu(Hydronephrosis, ObstructedCortex, 240) >
                huAt(tissueCurve(RenalCortex), 240) - 5);
        QVERIFY(std::abs(hu(Hemangioma, HemangiomaNodule, 240) -
                         hu(Hemangioma, HemangiomaCore, 240)) < 25);
        QVERIFY(hu(Gallstones, GallstoneChalk, 0) > 200);
        QVERIFY(hu(PleuralEffusion, Atelectasis, 70) > hu(PleuralEffusion, EffusionFluid, 70) + 50);
    }

    /// Dose and heart differ from patient to patient, but no bolus is missed.
    void patientsEnhanceDifferently() {
        double least = 1e9, most = 0;
        for (int index = 0; index < 60; ++index) {
            const auto table = huTable(fourPhases(index), 1);
            QVERIFY(table[Artery] > 180 && table[Artery] < 420);
            least = std::min<double>(least, table[Artery]);
            most = std::max<double>(most, table[Artery]);
        }
        QVERIFY(most > least + 60);
    }

    void cirrhosisChangesTheShape() {
        double scarred = 0, healthy = 0, spleens = 0, others = 0;
        for (const auto& [finding, liver, spleen] : {std::tuple{Cirrhosis, &scarred, &spleens},
                                                     std::tuple{RenalCyst, &healthy, &others}}) {
            const auto& exams = examsWith(finding);
            for (std::size_t i = 0; i < 4; ++i) {
                const PhantomExam& exam = exams.at(i);
                const Anatomy a = makeAnatomy(exam.seed, exam.index, exam.set);
                for (float z = -80; z < 110; z += 6) {
                    for (float y = -100; y < 110; y += 6) {
                        for (float x = -150; x < 150; x += 6) {
                            *liver += x < -40 && a.liver({x, y, z}) < 0;
                            *spleen += x > 40 && a.spleen({x, y, z}) < 0;
                        }
                    }
                }
            }
        }
        QVERIFY(scarred < 0.85 * healthy); // the right lobe shrinks
        QVERIFY(spleens > 1.2 * others);
    }

    void findingsOccurAsOftenAsPlanned() {
        constexpr int exams = 6000;
        std::array<int, 4> count{};
        std::array<int, findingCount> any{}, alone{};
        for (int index = 0; index < exams; ++index) {
            const Patient patient = choosePatient(1, index);
            ++count.at(patient.findings.size());
            for (const Finding finding : patient.findings) {
                ++any.at(std::size_t(finding));
                alone.at(std::size_t(finding)) += patient.findings.size() == 1;
            }
        }
        const double ill = exams - count[0];
        QVERIFY(std::abs(count[0] / double(exams) - 1.0 / 12) < 0.015);
        QVERIFY(std::abs(count[1] / ill - 0.45) < 0.03);
        QVERIFY(std::abs(count[2] / ill - 0.35) < 0.03);
        QVERIFY(std::abs(count[3] / ill - 0.20) < 0.03);
        for (std::size_t i = 1; i < findingCount; ++i) {
            QVERIFY2(any[i] > exams / 40 && any[i] < exams / 8, findingToken(Finding(i)));
            QVERIFY2(alone[i] > exams / 110, findingToken(Finding(i)));
        }
    }

    void everyFindingOccursEarly() {
        std::set<Finding> seen;
        for (int index = 0; index < 300; ++index) {
            for (const Finding finding : choosePatient(1, index).findings) {
                seen.insert(finding);
            }
        }
        QCOMPARE(seen.size(), findingCount - 1);
    }

    void oneFocalKindAnOrganAndRatherWhatGoesTogether() {
        int cirrhosis = 0, both = 0, hcc = 0;
        constexpr int exams = 6000;
        for (int index = 0; index < exams; ++index) {
            const Patient patient = choosePatient(1, index);
            std::set<std::pair<Organ, bool>> organs;
            for (const Finding finding : patient.findings) {
                QVERIFY(organs.emplace(organOf(finding), isDiffuse(finding)).second);
            }
            cirrhosis += patient.has(Cirrhosis);
            hcc += patient.has(Hcc);
            both += patient.has(Cirrhosis) && patient.has(Hcc);
        }
        QVERIFY(both > 3.0 * cirrhosis * hcc / exams);
    }

    void aPlanKeepsThePatientsFindings() {
        for (int index = 0; index < 200; ++index) {
            const PhantomExam exam = fourPhases(index);
            const Patient patient = choosePatient(exam.seed, exam.index);
            QCOMPARE(findingsOf(exam), patient.findings);
            QCOMPARE(exam.sex, std::string(patient.female ? "F" : "M"));
            QCOMPARE(QString::fromStdString(exam.age),
                     QString("%1Y").arg(patient.age, 3, 10, QChar('0')));
        }
    }

    void lesionsLieWhereTheirWordsSay() {
        for (int index = 0; index < 400; ++index) {
            const PhantomExam exam = fourPhases(index);
            const Anatomy a = makeAnatomy(exam.seed, exam.index, exam.set);
            for (const PhantomLesion& lesion : exam.lesions) {
                const Vec at = reference(lesion, a);
                const std::string what = findingToken(lesion.finding) + (" " + lesion.place) + " " +
                                         std::to_string(index);
                if (has(lesion.place, "segment ")) {
                    QCOMPARE(lesion.place, std::string("segment ") + a.liverSegment(at));
                    QVERIFY(a.liver(at) < 0);
                }
                const bool inLiver = organOf(lesion.finding) == Organ::PortalVein;
                const double middle = inLiver ? (-38 + a.liverShift.x) * a.scale.x : 0; // hilum
                QVERIFY2(!has(lesion.place, "left ") || lesion.centre[0] > middle, what.c_str());
                QVERIFY2(!has(lesion.place, "right ") || lesion.centre[0] < middle, what.c_str());
                if (has(lesion.place, " pole of the ")) {
                    const float middle = has(lesion.place, "spleen") ? a.spleenBody.centre.z
                                         : at.x > 0                  ? a.left.centre.z
                                                                     : a.right.centre.z;
                    QVERIFY2(has(lesion.place, "upper") == (at.z > middle), what.c_str());
                }
                QVERIFY2(isPaintedWhereItSays(exam, lesion), what.c_str());
            }
        }
    }

    void sizesAreWholeAndPlausible() {
        for (int index = 0; index < 400; ++index) {
            const PhantomExam exam = fourPhases(index);
            for (const PhantomLesion& lesion : exam.lesions) {
                QCOMPARE(lesion.diameter, std::floor(lesion.diameter));
                QVERIFY2(isDiffuse(lesion.finding) ? lesion.diameter == 0
                                                   : lesion.diameter >= 7 && lesion.diameter <= 75,
                         findingToken(lesion.finding));
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    QVERIFY(lesion.centre[axis] > exam.boxLow[axis]);
                    QVERIFY(lesion.centre[axis] < exam.boxHigh[axis]);
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(PhantomFindingsTest)
#include "test_phantom_findings.moc"
