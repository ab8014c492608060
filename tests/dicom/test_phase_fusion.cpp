// One record out of what tags and pixels say.
#include <QtTest>

#include "library/phases/PhaseFusion.h"

using namespace bolus;

namespace {

PhaseRecord tagsSay(Phase phase, double confidence = 0.9) {
    return {phase, phase == Phase::Unknown ? 0 : confidence, PhaseSource::Tags,
            phase == Phase::Unknown ? "There is no series description."
                                    : "The description says so."};
}

Enhancement pixelsSay(Phase phase, double confidence = 0.9) {
    Enhancement e;
    e.phase = phase;
    e.confidence = phase == Phase::Unknown ? 0 : confidence;
    e.reason = "The pixels show something.";
    return e;
}

/// HU of a phase as textbooks have them.
Enhancement measured(Phase phase) {
    Enhancement e;
    e.reason = "measured";
    switch (phase) {
    case Phase::PreContrast:
        e.aorta = 42, e.liver = 57, e.renalCortex = 33, e.renalMedulla = 31;
        break;
    case Phase::Arterial:
        e.aorta = 320, e.liver = 72, e.renalCortex = 200, e.renalMedulla = 70;
        break;
    case Phase::PortalVenous:
        e.aorta = 155, e.liver = 112, e.renalCortex = 175, e.renalMedulla = 130;
        break;
    default:
        e.aorta = 105, e.liver = 92, e.renalCortex = 135, e.renalMedulla = 140, e.renalPelvis = 500;
    }
    return e;
}

VolumeRecord volume(const std::string& description, std::optional<Enhancement> enhancement) {
    static int number = 0;
    VolumeRecord record;
    record.seriesDescription = description;
    record.modality = "CT";
    record.plane = Plane::Axial;
    record.seriesNumber = ++number;
    record.seriesUid = "1." + std::to_string(number);
    record.size = {512, 512, 60};
    record.slices.resize(60);
    record.inPhaseSeries = true;
    record.enhancement = std::move(enhancement);
    return record;
}

} // namespace

class PhaseFusionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreementIsSurer() {
        const PhaseRecord both =
            fusePhase(tagsSay(Phase::Arterial, 0.7), pixelsSay(Phase::Arterial, 0.8));
        QCOMPARE(both.phase, Phase::Arterial);
        QVERIFY(both.confidence > 0.8 && both.confidence < 1);
        QVERIFY(both.reason.find("description") != std::string::npos);
        QVERIFY(both.reason.find("pixels") != std::string::npos);
    }

    void oneSilentLeavesTheOther() {
        const PhaseRecord byPixels =
            fusePhase(tagsSay(Phase::Unknown), pixelsSay(Phase::Delayed, 0.8));
        QCOMPARE(byPixels.phase, Phase::Delayed);
        QCOMPARE(byPixels.source, PhaseSource::Pixels);
        QCOMPARE(byPixels.confidence, 0.8);
        const PhaseRecord byTags = fusePhase(tagsSay(Phase::Delayed), pixelsSay(Phase::Unknown));
        QCOMPARE(byTags.phase, Phase::Delayed);
        QCOMPARE(byTags.source, PhaseSource::Tags);
        QCOMPARE(byTags.confidence, 0.9);
        QCOMPARE(fusePhase(tagsSay(Phase::Unknown), pixelsSay(Phase::Unknown)).phase,
                 Phase::Unknown);
    }

    /// A trunk was seen, but no vessel in it: tags that nothing confirms are not sure.
    void unconfirmedTagsAreNotSure() {
        Enhancement lost = pixelsSay(Phase::Unknown);
        lost.muscle = 55;
        const PhaseRecord record = fusePhase(tagsSay(Phase::Delayed, 0.98), lost);
        QCOMPARE(record.phase, Phase::Delayed);
        QVERIFY(record.confidence < surePhase);
    }

    void contradictionIsUnknownAndNamesBoth() {
        const PhaseRecord record =
            fusePhase(tagsSay(Phase::Arterial), pixelsSay(Phase::PortalVenous));
        QCOMPARE(record.phase, Phase::Unknown);
        QCOMPARE(record.confidence, 0.0);
        QVERIFY2(
            record.reason.starts_with("The tags say arterial, but the pixels say portal venous."),
            record.reason.c_str());
    }

    /// Pixels that hesitate between two phases still tell that a third is wrong.
    void hesitatingPixelsCannotBeTalkedInto() {
        Enhancement between = measured(Phase::PortalVenous);
        between.phase = Phase::Unknown;
        const PhaseRecord wrong = fusePhase(tagsSay(Phase::PreContrast), between);
        QCOMPARE(wrong.phase, Phase::Unknown);
        const PhaseRecord right = fusePhase(tagsSay(Phase::PortalVenous), between);
        QCOMPARE(right.phase, Phase::PortalVenous);
        QVERIFY(right.confidence < surePhase);
    }

    void afterContrastIsNoContradiction() {
        const PhaseRecord record =
            fusePhase(tagsSay(Phase::PostContrast, 0.6), pixelsSay(Phase::Arterial, 0.85));
        QCOMPARE(record.phase, Phase::Arterial);
        QCOMPARE(record.source, PhaseSource::Pixels);
        QCOMPARE(fusePhase(tagsSay(Phase::PostContrast, 0.6), pixelsSay(Phase::PreContrast)).phase,
                 Phase::Unknown);
    }

    void mapsAreLeftAlone() {
        QCOMPARE(fusePhase(tagsSay(Phase::CBF, 0.95), pixelsSay(Phase::Arterial)).phase,
                 Phase::CBF);
    }

    /// Names that belong to other volumes, or to none: nothing wrong is sure.
    void misleadingDescriptions() {
        const std::array phases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous,
                                Phase::Delayed};
        const std::array names{"nativ", "Arterial", "Portal venous", "Delayed"};
        for (std::size_t truth = 0; truth < phases.size(); ++truth) {
            for (std::size_t name = 0; name < names.size(); ++name) {
                std::vector<VolumeRecord> exam{volume(names[name], measured(phases[truth]))};
                classifyExam(exam);
                const PhaseRecord& record = exam[0].phase;
                QVERIFY2(record.phase == phases[truth] || record.phase == Phase::Unknown,
                         record.reason.c_str());
                QCOMPARE(record.phase != Phase::Unknown, name == truth);
            }
        }
    }

    /// In an early portal venous phase the aorta may be as bright as in a late arterial one; the
    /// vena cava is not, and tags that agree with the aorta are wrong.
    void aFullVenaCavaIsNoArterialPhase() {
        Enhancement early;
        early.reason = "measured";
        early.aorta = 229, early.inferiorVenaCava = 162, early.liver = 104;
        early.renalCortex = 197, early.renalMedulla = 124;
        std::vector<VolumeRecord> exam{volume("art", early)};
        classifyExam(exam);
        QVERIFY2(exam[0].phase.phase == Phase::Unknown ||
                     exam[0].phase.phase == Phase::PortalVenous ||
                     exam[0].phase.confidence < surePhase,
                 exam[0].phase.reason.c_str());
        Enhancement arterial = measured(Phase::Arterial);
        arterial.inferiorVenaCava = 120;
        exam = {volume("art", arterial)};
        classifyExam(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Arterial);
        QVERIFY(exam[0].phase.confidence > 0.9);
    }

    /// HU that lie between two phases let tags decide, but not surely.
    void agreementBetweenTwoPhasesIsNotSure() {
        Enhancement late;
        late.reason = "measured";
        late.aorta = 134, late.inferiorVenaCava = 125, late.portalVein = 150, late.liver = 112;
        late.renalCortex = 150, late.renalMedulla = 139;
        std::vector<VolumeRecord> exam{volume("Delayed", late)};
        classifyExam(exam);
        QVERIFY(exam[0].phase.confidence < surePhase);
        QVERIFY2(exam[0].phase.reason.find("portal venous") != std::string::npos,
                 exam[0].phase.reason.c_str());
        exam = {volume("Portal venous", late)};
        classifyExam(exam);
        QVERIFY(exam[0].phase.confidence < surePhase);
    }

    /// What the scan before contrast medium tells of the liver counts for the rival, too: a fatty
    /// liver is far darker than the aorta in every phase.
    void theBaselineDecidesAboutTheRival() {
        const auto judged = [](double aorta, double liver, double liverBefore) {
            Enhancement native, late;
            native.reason = late.reason = "measured";
            native.aorta = 42, native.liver = liverBefore;
            late.aorta = aorta, late.liver = liver;
            std::vector<VolumeRecord> exam{volume("nativ", native), volume("Portal venous", late)};
            classifyExam(exam);
            return exam[1].phase;
        };
        const PhaseRecord settled = judged(175, 45, 5); // alone as well an arterial phase
        QCOMPARE(settled.phase, Phase::PortalVenous);
        QVERIFY2(settled.confidence >= surePhase, settled.reason.c_str());
        const PhaseRecord revealed = judged(130, 45, -10); // alone no delayed phase
        QCOMPARE(revealed.phase, Phase::PortalVenous);
        QVERIFY2(revealed.confidence < surePhase, revealed.reason.c_str());
        QVERIFY2(revealed.reason.ends_with("They lie close to delayed."), revealed.reason.c_str());
    }

    /// What frames say themselves is nearer than the description, which is of all volumes.
    void aFramesOwnContrastPhaseCounts() {
        std::vector<VolumeRecord> exam{volume("Liver art pv", std::nullopt),
                                       volume("Liver art pv", std::nullopt)};
        exam[0].imageType = "ORIGINAL\\PRIMARY\\VOLUME\\NONE\\CONTRAST PHASE ARTERIAL";
        exam[1].imageType = "ORIGINAL\\PRIMARY\\VOLUME\\NONE\\CONTRAST PHASE PORTAL_VENOUS\\X";
        classifyExam(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Arterial);
        QCOMPARE(exam[1].phase.phase, Phase::PortalVenous);
    }

    void apIsNoArterialPhase() {
        std::vector<VolumeRecord> exam{volume("LIVER 3 PHASE (AP)", measured(Phase::PortalVenous))};
        classifyExam(exam);
        QCOMPARE(exam[0].phase.phase, Phase::PortalVenous);
        QCOMPARE(exam[0].phase.source, PhaseSource::Pixels);
        QVERIFY(exam[0].enhancement->phase == Phase::PortalVenous);
    }

    void aPersonsWordStays() {
        std::vector<VolumeRecord> exam{volume("Arterial", measured(Phase::Arterial))};
        exam[0].phase = {Phase::Delayed, 1, PhaseSource::User, "Set by the user"};
        classifyExam(exam);
        QCOMPARE(exam[0].phase.phase, Phase::Delayed);
    }

    /// Iodine is brighter at 80 kV: HU alone are not sure of a phase then, ratios are.
    void anotherVoltageIsUnsure() {
        const auto at = [](double kvp, const Enhancement& e) {
            std::vector<VolumeRecord> exam{volume("", e)};
            exam[0].kvp = kvp;
            classifyExam(exam);
            return exam[0].phase;
        };
        Enhancement liverOnly = measured(Phase::Arterial);
        liverOnly.renalCortex.reset(), liverOnly.renalMedulla.reset();
        QVERIFY(at(120, liverOnly).confidence >= surePhase);
        QVERIFY(at(0, liverOnly).confidence >= surePhase); // not told
        for (const double kvp : {70.0, 80.0, 140.0, 150.0}) {
            const PhaseRecord record = at(kvp, liverOnly);
            QCOMPARE(record.phase, Phase::Arterial);
            QVERIFY(record.confidence < surePhase);
            QVERIFY2(record.reason.find(" kV") != std::string::npos, record.reason.c_str());
        }
        QVERIFY(at(80, measured(Phase::Arterial)).confidence >= surePhase); // by its kidneys
        QVERIFY(at(80, measured(Phase::PreContrast)).confidence >= surePhase);
        QVERIFY(at(140, measured(Phase::PreContrast)).confidence < surePhase);
    }

    /// A virtual non-contrast image looks like one before contrast medium, and is none; the liver
    /// in it is no baseline of the others.
    void virtualImagesAreNotMeasured() {
        Enhancement fatty = measured(Phase::PortalVenous);
        fatty.liver = 60, fatty.aorta = 215;
        Enhancement low = measured(Phase::PreContrast);
        low.liver = 8;
        std::vector<VolumeRecord> alone{volume("", fatty)};
        classifyExam(alone);
        std::vector<VolumeRecord> exam{volume("", fatty), volume("VNC", low),
                                       volume("Mono+ 40 keV", measured(Phase::Arterial))};
        for (int times = 0; times < 2; ++times) {
            classifyExam(exam);
            QCOMPARE(exam[0].phase.phase, alone[0].phase.phase);
            QCOMPARE(exam[0].phase.confidence, alone[0].phase.confidence);
            for (const std::size_t made : {std::size_t{1}, std::size_t{2}}) {
                QCOMPARE(exam[made].phase.phase, Phase::Unknown);
                QVERIFY(!exam[made].enhancement->aorta);
                QVERIFY(exam[made].enhancement->reason.find("two energies") != std::string::npos);
            }
        }
    }

    void doingItAgainChangesNothing() {
        std::vector<VolumeRecord> exam{volume("", measured(Phase::PreContrast)),
                                       volume("Arterial", measured(Phase::PortalVenous)),
                                       volume("", std::nullopt)};
        classifyExam(exam);
        const std::vector<VolumeRecord> once = exam;
        classifyExam(exam);
        for (std::size_t i = 0; i < exam.size(); ++i) {
            QCOMPARE(exam[i].phase.phase, once[i].phase.phase);
            QCOMPARE(exam[i].phase.confidence, once[i].phase.confidence);
            QCOMPARE(exam[i].phase.reason, once[i].phase.reason);
        }
        QCOMPARE(exam[0].phase.phase, Phase::PreContrast);
        QCOMPARE(exam[2].phase.phase, Phase::Unknown);
    }
};

QTEST_GUILESS_MAIN(PhaseFusionTest)
#include "test_phase_fusion.moc"
