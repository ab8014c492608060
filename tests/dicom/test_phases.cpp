#include <QtTest>

#include "library/phases/CaseBuilder.h"
#include "library/phases/PhaseClassifier.h"

using namespace bolus;

namespace {

VolumeRecord volume(const std::string& description, const std::string& time = {},
                    const std::string& agent = {}) {
    static int number = 0;
    VolumeRecord record;
    record.seriesDescription = description;
    record.acquisitionTime = time;
    record.contrastAgent = agent;
    record.modality = "CT";
    record.plane = Plane::Axial;
    record.seriesNumber = ++number;
    record.seriesUid = "1." + std::to_string(number);
    record.size = {512, 512, 60};
    record.spacing = {0.8, 0.8, 5};
    record.slices.resize(60);
    return record;
}

PhaseRecord phaseOf(const std::string& description) {
    std::vector<VolumeRecord> exam{volume(description)};
    classifyPhases(exam);
    return exam[0].phase;
}

} // namespace

class PhaseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void descriptions_data() {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("phase");
        const auto rows = [](const char* language, const char* phase,
                             std::initializer_list<const char*> texts) {
            for (const char* text : texts) {
                QTest::addRow("%s: %s", language, text) << text << phase;
            }
        };
        rows("en", "pre_contrast",
             {"PRE LIVER", "ABD W/O", "CT Abdomen without contrast", "NON-CON 5mm", "NONCONTRAST",
              "Unenhanced", "PreContrast", "C- Liver"});
        rows("en", "arterial",
             {"ARTERIAL", "LIVER LATE ART", "ArterialPhase 1.25", "Corticomedullary", "HAP 3mm",
              "ART 30s", "35 sec"});
        rows("en", "portal_venous",
             {"PORTAL VENOUS", "PortalVenous", "Venous Phase 5.0", "ABD PV", "PVP", "Nephrographic",
              "70s", "Liver 70 sec"});
        rows("en", "delayed",
             {"DELAYED", "5 MIN DELAY", "Delay 10 min", "Equilibrium", "Excretory Phase",
              "UROGRAPHIC", "LATE PHASE", "3 min"});
        rows("en", "post_contrast", {"ABD WITH CONTRAST", "T1 POST GD", "C+ Liver", "AX T1 FS +C"});
        rows("de", "pre_contrast",
             {"Abdomen nativ", "Leber ohne KM", "Native Phase", "ohne Kontrastmittel 5 mm"});
        rows("de", "arterial",
             {"Leber arteriell", "Arterielle Phase", "spätarteriell", "Frühart. / früharteriell"});
        rows("de", "portal_venous",
             {"portalvenös", "Portalvenöse Phase", "portalvenoes 5mm", "Leber venös"});
        rows("de", "delayed",
             {"Spätphase", "Leber spät", "verzögert 5 min", "Ausscheidungsphase",
              "Gleichgewichtsphase"});
        rows("de", "post_contrast", {"Abdomen mit KM", "nach KM"});
        rows("fr", "pre_contrast",
             {"FOIE SANS INJECTION", "Abdomen sans", "avant injection", "Sans contraste"});
        rows("fr", "arterial", {"Temps artériel", "Phase artérielle", "ARTERIEL TARDIF"});
        rows("fr", "portal_venous",
             {"Temps portal", "veineux", "Phase veineuse", "temps tubulaire"});
        rows("fr", "delayed", {"Tardif", "Phase tardive", "Temps excrétoire", "équilibre"});
        rows("fr", "post_contrast", {"avec injection", "après injection"});
        rows("es", "pre_contrast",
             {"Abdomen sin contraste", "FASE SIN CONTRASTE", "Simple abdomen"});
        rows("es", "arterial", {"Fase arterial", "arterial tardía"});
        rows("es", "portal_venous", {"Fase portal", "Fase venosa", "nefrográfica"});
        rows("es", "delayed", {"Fase tardía", "TARDIA", "Excretora", "equilibrio"});
        rows("es", "post_contrast", {"con contraste"});
        rows("it", "pre_contrast", {"Addome senza mdc", "basale", "Fase diretta"});
        rows("it", "arterial", {"Fase arteriosa", "arteriosa tardiva"});
        rows("it", "portal_venous", {"Fase portale", "Fase venosa"});
        rows("it", "delayed", {"Fase tardiva", "Escretoria", "urografica"});
        rows("it", "post_contrast", {"con mdc"});
        rows("pt", "pre_contrast", {"Abdome sem contraste", "Fase sem contraste"});
        rows("pt", "arterial", {"Fase arterial"});
        rows("pt", "portal_venous", {"Fase portal", "fase venosa portal"});
        rows("pt", "delayed", {"Fase tardia", "Fase de equilíbrio", "excretora"});
        rows("pt", "post_contrast", {"com contraste", "pós-contraste"});
        rows("nl", "pre_contrast", {"Abdomen blanco", "zonder contrast"});
        rows("nl", "arterial", {"Arteriële fase", "lever arterieel", "late arteriële fase"});
        rows("nl", "portal_venous", {"Portaal veneus", "portoveneuze fase", "veneuze fase"});
        rows("nl", "delayed", {"Late fase", "vertraagd", "uitscheidingsfase"});
        rows("nl", "post_contrast", {"met contrast"});
        rows("en", "arterial", {"AP ARTERIAL", "A/P ART PHASE"});
        rows("en", "portal_venous", {"ABD/PEL PV 5.0", "PORTAL VENOUS PHASE AP", "NEPHRO 90 SEC"});
        rows("en", "delayed", {"HBP 20 MIN", "AX T1 HEPATOBILIARY 20min", "AP DELAYED"});
        rows("de", "pre_contrast", {"Leeraufnahme"});
        rows("de", "arterial",
             {"Oberbauch spätart.", "Oberbauch frühart.", "corticomedulläre Phase"});
        rows("de", "portal_venous", {"Abdomen portalven."});
        rows("fr", "pre_contrast", {"ABDO SS IV"});
        rows("fr", "arterial", {"TEMPS ARTERIEL TARDIF", "phase artérielle précoce"});
        rows("es", "arterial", {"fase arterial tardía"});
        rows("es", "portal_venous", {"fase nefrogénica"});
        rows("es", "delayed", {"fase hepatobiliar"});
        rows("it", "arterial", {"fase arteriosa tardiva", "fase cortico-midollare"});
        rows("it", "delayed", {"fase epatobiliare"});
        rows("nl", "delayed", {"hepatobiliaire fase"});
        rows("ja", "pre_contrast", {"単純", "腹部単純CT", "造影なし", "非造影", "造影前"});
        rows("ja", "arterial", {"動脈相", "後期動脈相", "皮髄相"});
        rows("ja", "portal_venous", {"門脈相", "静脈相", "腎実質相"});
        rows("ja", "delayed", {"平衡相", "遅延相", "排泄相", "肝細胞相"});
        rows("ja", "post_contrast", {"造影CT", "造影後"});
        rows("zh", "pre_contrast", {"平扫", "平掃", "增强前"});
        rows("zh", "arterial", {"上腹部动脉期 1.0", "动脉晚期", "動脈期", "皮髓质期"});
        rows("zh", "portal_venous", {"门脉期", "门静脉期", "門靜脈期", "实质期"});
        rows("zh", "delayed", {"延迟期", "延遲期", "排泄期", "肝胆期"});
        rows("zh", "post_contrast", {"增强"});
        rows("ko", "arterial", {"동맥기"});
        rows("ko", "portal_venous", {"문맥기"});
        rows("ko", "delayed", {"지연기"});
        rows("ru", "pre_contrast", {"нативная фаза"});
        rows("ru", "arterial", {"Артериальная фаза"});
        rows("ru", "portal_venous", {"венозная фаза", "портальная венозная фаза"});
        rows("ru", "delayed", {"отсроченная фаза", "экскреторная фаза"});
        rows("none", "unknown",
             {"CAP 5.0 B30f", "CT ABD AP 5.0 Br40", "PA AND LATERAL", "portal hypertension study",
              "portal vein thrombosis", "post biopsy", "VNC", "virtual non contrast", "单相",
              "肝臓"});
        rows("left", "unknown", {"TC spalla sin", "DT axel sin", "Femore sin."});
        rows("es", "pre_contrast", {"Abdomen sin medio de contraste", "sin civ"});
        rows("pulmonary veins", "unknown",
             {"PV LA 0.6", "Heart PV", "Cardiac PV 70%", "PV ablation planning"});
        rows("en", "portal_venous", {"Liver PV 3.0"});
        rows("several", "unknown", {"动脉期 静脉期", "造影前後", "平扫+增强"});
        rows("maps", "mtt", {"MTT", "Mean Transit Time"});
        rows("maps", "cbv", {"rCBV map"});
        rows("maps", "cbf", {"CBF (ml/100g/min)"});
        rows("none", "unknown",
             {"LIVER 3 PHASE (AP)", "AP", "CHEST AP", "ABD/PEL", "ABD 3.0 B30s", "1.25 s",
              "LATERAL", "Lung 1.0 Bl57", "CT Body 3.0", "", "T2 HASTE COR", "5 MinIP",
              "basal ganglia", "LARTERNE"});
        rows("several", "unknown",
             {"W/WO CONTRAST", "ABD W/O & W", "arterial and portal", "nativ/arteriell",
              "PRE/POST CONTRAST", "sans et avec injection"});
    }
    void descriptions() {
        QFETCH(QString, description);
        QFETCH(QString, phase);
        const PhaseRecord record = phaseOf(description.toStdString());
        QVERIFY2(QString(phaseToken(record.phase)) == phase,
                 (phaseToken(record.phase) + (": " + record.reason)).c_str());
        QVERIFY(!record.reason.empty());
        QCOMPARE(record.confidence > 0, record.phase != Phase::Unknown);
        QCOMPARE(record.source, PhaseSource::Tags);
    }

    void certaintyIsNeverAPersons() {
        std::vector<VolumeRecord> exam{volume("ARTERIAL 35s", "101535", "Iomeron")};
        exam[0].contrastStart = "101500";
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Arterial);
        QVERIFY(exam[0].phase.confidence > 0.95 && exam[0].phase.confidence < 1);
    }

    void aPersonsWordStays() {
        std::vector<VolumeRecord> exam{volume("ARTERIAL")};
        exam[0].phase = {Phase::Delayed, 1, PhaseSource::User, "set by hand"};
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Delayed);
        QCOMPARE(exam[0].phase.reason, std::string("set by hand"));
    }

    void secondsFromBolus_data() {
        QTest::addColumn<QString>("acquired");
        QTest::addColumn<QString>("phase");
        QTest::newRow("before") << "095800.5"
                                << "pre_contrast";
        QTest::newRow("28 s") << "100028"
                              << "arterial";
        QTest::newRow("52 s: between") << "100052"
                                       << "unknown";
        QTest::newRow("72 s") << "100112"
                              << "portal_venous";
        QTest::newRow("5 min") << "100500"
                               << "delayed";
        QTest::newRow("broken time") << "10:AA"
                                     << "unknown";
        QTest::newRow("another hour") << "153000"
                                      << "unknown";
    }
    void secondsFromBolus() {
        QFETCH(QString, acquired);
        QFETCH(QString, phase);
        std::vector<VolumeRecord> exam{volume("Abdomen", acquired.toStdString())};
        exam[0].contrastStart = "100000";
        classifyPhases(exam);
        QCOMPARE(QString(phaseToken(exam[0].phase.phase)), phase);
    }

    void disagreementIsUnknown() {
        std::vector<VolumeRecord> exam{volume("PORTAL VENOUS", "100025")};
        exam[0].contrastStart = "100000";
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Unknown);
        QVERIFY(exam[0].phase.reason.find("but it was acquired 25 s after") != std::string::npos);
    }

    void agentTellsOnlyWhereItDiffers() {
        std::vector<VolumeRecord> exam{volume("Abdomen", "100000"),
                                       volume("Abdomen", "100300", "Ultravist")};
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::PreContrast);
        QCOMPARE(exam[1].phase.phase, Phase::PostContrast);
        exam = {volume("Abdomen", "100000", "Ultravist"), volume("Abdomen", "100300", "Ultravist")};
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Unknown); // the tag is set for the whole protocol
        exam = {volume("nativ", "", "ORAL")};
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::PreContrast); // a drink is no contrast phase
    }

    void timesTellTheRest() {
        std::vector<VolumeRecord> exam{volume("Leber", "100000"), volume("arteriell", "100400"),
                                       volume("Leber", "100435"), volume("Leber", "100900")};
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::PreContrast);
        QCOMPARE(exam[2].phase.phase, Phase::PortalVenous);
        QCOMPARE(exam[3].phase.phase, Phase::Delayed);
        QVERIFY(exam[2].phase.confidence < exam[1].phase.confidence);
        QVERIFY(exam[2].phase.reason.find("35 s after “arteriell”") != std::string::npos);
    }

    void rhythmAloneIsBarelyEnough() {
        std::vector<VolumeRecord> exam{
            volume("Abd", "100000", "X 300"), volume("Abd", "100400", "X 300"),
            volume("Abd", "100435", "X 300"), volume("Abd", "100900", "X 300")};
        classifyPhases(exam);
        QCOMPARE(exam[1].phase.phase, Phase::Arterial);
        QVERIFY(exam[1].phase.confidence <= 0.5);
        exam[2].acquisitionTime = "100700";
        classifyPhases(exam);
        QCOMPARE(exam[1].phase.phase, Phase::Unknown);
    }

    void reconstructionsShareTheirPhase() {
        std::vector<VolumeRecord> exam{volume("Portal venous 5 mm", "100400"),
                                       volume("Lunge 1 mm", "100400")};
        classifyPhases(exam);
        QCOMPARE(exam[1].phase.phase, Phase::PortalVenous);
        QVERIFY(exam[1].phase.confidence < exam[0].phase.confidence);
    }

    void protocolSpeaksOnlyWhereItDiffers() {
        std::vector<VolumeRecord> exam{volume("1"), volume("2")};
        exam[0].protocolName = exam[1].protocolName = "Leber arteriell";
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Unknown);
        exam[1].protocolName = "Leber venös";
        classifyPhases(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Arterial);
        QCOMPARE(exam[1].phase.phase, Phase::PortalVenous);
    }

    /// Of equal phases the earlier first, also over midnight; what is unknown last.
    void contrastOrder() {
        const auto cases =
            buildCases({{{},
                         {volume("nativ and portal", "000500"), volume("delayed", "000900"),
                          volume("arterial and portal", "235800"), volume("portal", "000040"),
                          volume("nativ", "235500"), volume("late arterial", "000002"),
                          volume("early arterial", "235950")}}});
        QCOMPARE(cases.size(), std::size_t(1));
        std::string order;
        for (const VolumeRecord& record : cases[0].volumes) {
            order += record.seriesDescription + ", ";
        }
        QCOMPARE(order, std::string("nativ, early arterial, late arterial, portal, delayed, "
                                    "arterial and portal, nativ and portal, "));
    }
};

QTEST_GUILESS_MAIN(PhaseTest)
#include "test_phases.moc"
