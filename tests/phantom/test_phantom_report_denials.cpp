// What reports may not say beside a finding: denials, categories and extents that it does not bear.
#include <set>

#include <QRegularExpression>
#include <QtTest>

#include "tests/phantom/ReportExams.h"
#include "tests/phantom/ReportReader.h"

using namespace bolus;
using enum bolus::Finding;
using namespace bolus::reports;

namespace {

struct Denial {
    QRegularExpression words;
    std::set<Finding> findings;
};

/// What may not be said beside a finding, in any set's words.
std::vector<Denial> denials() {
    const std::set<Finding> liver{
        HepaticCyst,    Hemangioma,         Hcc,         LiverMetastases, FocalNodularHyperplasia,
        HepaticAdenoma, Cholangiocarcinoma, LiverAbscess};
    std::set<Finding> wholeLiver = liver;
    wholeLiver.insert({Steatosis, Cirrhosis});
    const std::set<Finding> renal{RenalCyst,      ClearCellRcc, PapillaryRcc,
                                  Angiomyolipoma, RenalStone,   Hydronephrosis};
    const std::set<Finding> pancreas{PancreaticAdenocarcinoma, NeuroendocrineTumor,
                                     AcutePancreatitis};
    const auto words = [](const QString& pattern) {
        return QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption);
    };
    const QString no = "\\b(no|without|w/o|neither|absent)\\b[^.,;]{0,24}";
    const QString well = "( is| are|:)? (normal|unremarkable|nl|ok|wnl|within normal|clear)\\b";
    return {
        {words(no + "(liver|hepatic) (lesion|mass)|(focal liver mass|lesion) is not seen"
                    "|liver (contains|shows) no (lesion|mass|focal)|liver w/o (focal|mass)"),
         liver},
        {words("(^|[.,;] |: )(the )?liver" + well + "|^normal liver( parenchyma)?[.,]"),
         wholeLiver},
        {words(no + "\\b(renal|kidney) (mass|lesion|tumor)|kidneys" + well), {ClearCellRcc}},
        {words("(^|[.,;] |: )(the |both )?kidneys" + well + "|normal kidneys"), renal},
        {words(no + "(stones?|calcul)[^.,;]*(kidney|renal)|no hydro or stones"), {RenalStone}},
        {words(no + "hydro(nephrosis)?\\b|collecting systems are not dilated"), {Hydronephrosis}},
        {words(no + "pancreatic (mass|lesion)|pancreas" + well), pancreas},
        {words(no + "adrenal (nodule|mass|lesion)|adrenal(s| glands)" + well), {AdrenalAdenoma}},
        {words(no + "(splenic lesion|infarct)|spleen" + well + "|normal spleen"), {SplenicInfarct}},
        {words(no + "(aneurysm|AAA)|aorta" + well + "|normal caliber of the abdominal aorta"),
         {AorticAneurysm, AorticDissection}},
        {words(no + "(ascites|free fluid|FF\\b|peritoneal fluid|abdominal fluid)"
                    "|free fluid is absent"),
         {Ascites}},
        {words(no + "(pleural )?effusion|no pleural fluid|bases( are)? (clear|nl|wnl|normal)"
                    "|effusion is absent|clear lung bases"),
         {PleuralEffusion}},
        {words(no + "(gallstones|cholelithiasis)|gallbladder" + well + "|gb (nl|wnl|w/o)" +
               "|gallbladder without stones"),
         {Gallstones}},
        {words(no + "(portal vein thrombosis|thrombus in the portal|PVT)|portal vein( is)? "
                    "(widely )?patent|PV (patent|ok)|patent portal vein"),
         {PortalVeinThrombosis}},
        {words(no +
               "(cirrhosis or|surface nodularity)|liver contour is smooth|normal liver contour"),
         {Cirrhosis}},
        {words(
             "contour is smooth|normal (liver )?contour|normal in size and contour|contour[^.,;]* "
             "normal"),
         {Cirrhosis, Cholangiocarcinoma}},
        {words(no + "fluid collection"), {Ascites, LiverAbscess, AcutePancreatitis}},
        {words(no + "(biliary dil|dilat[^.,;]* bile duct)|(bile )?ducts( are)? (not "
                    "dilated|of normal|unremarkable|normal|nl|wnl|without|nondilated)"
                    "|normal bile ducts|CBD nl|biliary dilatation is not"),
         {Cholangiocarcinoma}}};
}

struct RegionDenial {
    QString heading;
    std::set<Finding> findings;
};

/// Under which headings a single "Unremarkable." denies what.
std::vector<RegionDenial> regionDenials() {
    return {
        {"Liver",
         {HepaticCyst, Hemangioma, Hcc, LiverMetastases, FocalNodularHyperplasia, HepaticAdenoma,
          Cholangiocarcinoma, LiverAbscess, Steatosis, Cirrhosis, PortalVeinThrombosis}},
        {"Gallbladder and bile ducts", {Gallstones, Cholangiocarcinoma}},
        {"Spleen", {SplenicInfarct, Cirrhosis}},
        {"Pancreas", {PancreaticAdenocarcinoma, NeuroendocrineTumor, AcutePancreatitis}},
        {"Adrenal glands", {AdrenalAdenoma}},
        {"Kidneys",
         {RenalCyst, ClearCellRcc, PapillaryRcc, Angiomyolipoma, RenalStone, Hydronephrosis}},
        {"Vessels", {AorticAneurysm, AorticDissection, PortalVeinThrombosis}},
        {"Peritoneum", {Ascites, LiverAbscess}},
        {"Lung bases", {PleuralEffusion}}};
}

} // namespace

class PhantomReportDenialsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noFindingIsDenied() {
        const std::vector<Denial> all = denials();
        std::vector<int> said(all.size());
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            for (const QString& one : statements(text)) {
                for (std::size_t i = 0; i < all.size(); ++i) {
                    const bool denied = one.contains(all[i].words);
                    said[i] += denied;
                    for (const Finding finding : all[i].findings) {
                        QVERIFY2(!denied || !has(exam, finding),
                                 qPrintable(one + " <<< " + findingToken(finding) + "\n" + text));
                    }
                }
            }
        });
        for (std::size_t i = 0; i < all.size(); ++i) { // each pattern is one that reports use
            QVERIFY2(said[i] > 20, qPrintable(all[i].words.pattern()));
        }
    }

    void noRegionWithAFindingIsUnremarkable() {
        for (const RegionDenial& region : regionDenials()) {
            const QRegularExpression denied(
                "^" + region.heading +
                    ": (Unremarkable|No (focal )?(abnormality|lesion)|Appears "
                    "normal|Negative|Looks "
                    "normal|Normal|Without abnormality|Within normal limits)\\.",
                QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
            int said = 0;
            forEachExam([&](const PhantomExam& exam, const QString& text) {
                const bool here = text.contains(denied);
                said += here;
                for (const Finding finding : region.findings) {
                    QVERIFY2(!here || !has(exam, finding), qPrintable(text));
                }
            });
            QVERIFY2(said > 20, qPrintable(region.heading));
        }
    }

    /// LI-RADS is for cirrhotic livers, and category 5 needs the arterial phase and one to wash
    /// out.
    void liRads5IsEarned() {
        int said = 0;
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            if (text.contains("LI-RADS 5")) {
                ++said;
                QVERIFY2(has(exam, Hcc) && has(exam, Cirrhosis), qPrintable(text));
                QVERIFY2(scanned(exam, Phase::Arterial), qPrintable(text));
                QVERIFY2(scanned(exam, Phase::PortalVenous) || scanned(exam, Phase::Delayed),
                         qPrintable(text));
            }
        });
        QVERIFY(said > 5);
    }

    void chanceFindingsExplainNoSymptoms() {
        const std::set<Finding> byChance{HepaticCyst, Hemangioma, FocalNodularHyperplasia,
                                         Steatosis,   RenalCyst,  AdrenalAdenoma};
        int said = 0;
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            const auto findings = findingsOf(exam);
            const bool chance = std::ranges::all_of(
                findings, [&](Finding finding) { return byChance.contains(finding); });
            said += text.contains("the symptoms");
            QVERIFY2(!chance || !text.contains("the symptoms"), qPrintable(text));
        });
        QVERIFY(said > 20);
    }

    void dissectionsAreNamedByTheirExtent() {
        const QRegularExpression abdominalAlone(
            "(?<!thoracic and )(?<!thoracic \\+ )\\babd(ominal)? aort",
            QRegularExpression::CaseInsensitiveOption);
        int both = 0;
        forEachExam([&](const PhantomExam& exam, const QString& text) {
            const bool thoracic =
                std::ranges::any_of(exam.lesions, [](const PhantomLesion& lesion) {
                    return lesion.place == "descending thoracic and abdominal aorta";
                });
            both += thoracic;
            QVERIFY2(!thoracic || !text.contains(abdominalAlone), qPrintable(text));
        });
        QVERIFY(both > 50);
    }
};

QTEST_GUILESS_MAIN(PhantomReportDenialsTest)
#include "test_phantom_report_denials.moc"
