// The parts of the window that need no window.
#include <QJsonArray>
#include <QtTest>

#include "ui/client/JsonLines.h"
#include "ui/common/Text.h"
#include "ui/search/Hit.h"
#include "ui/search/HitTexts.h"
#include "ui/view/ViewportTexts.h"
#include "ui/window/HeatmapController.h"

using namespace bolus;

namespace {

QJsonObject map(const QString& kind, const QJsonValue& phase, int cells = 256) {
    QJsonArray values;
    for (int cell = 0; cell < cells; ++cell)
        values.append(cell);
    return {{"kind", kind}, {"phase", phase}, {"share", 0.5}, {"values", values}};
}

QJsonObject boxResult() {
    return {{"box", QJsonObject{{"origin", QJsonArray{1, 2, 3}},
                                {"spacing", QJsonArray{0.5, 0.5, 2}},
                                {"direction", QJsonArray{1, 0, 0, 0, 1, 0, 0, 0, 1}}}},
            {"cell_mm", QJsonArray{16, 16, 16}}};
}

Case examOf(std::vector<Phase> phases) {
    Case exam;
    exam.id = 4;
    for (const Phase phase : phases) {
        VolumeRecord volume;
        volume.seriesUid = "1." + std::to_string(exam.volumes.size());
        volume.phase.phase = phase;
        volume.inPhaseSeries = true;
        exam.volumes.push_back(volume);
    }
    return exam;
}

} // namespace

class UiPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonLinesArriveInAnyPieces() {
        JsonLines lines;
        QVERIFY(lines.feed("{\"a\":").isEmpty());
        const auto two = lines.feed("1}\n\n{\"b\":2}\n{\"c\"");
        QCOMPARE(two.size(), 2);
        QCOMPARE(two[0]["a"].toInt(), 1);
        QCOMPARE(two[1]["b"].toInt(), 2);
        QCOMPARE(lines.feed(":3}").size(), 0);
        QCOMPARE(lines.finish().size(), 1);
    }

    void linesThatAreNoObjectsAreSkipped() {
        JsonLines lines;
        const auto objects = lines.feed("a library wrote this\n[1,2]\n{\"ok\":true}\n");
        QCOMPARE(objects.size(), 1);
        QCOMPARE(lines.skipped(), 2);
    }

    void anEndlessLineDoesNotFillTheMemory() {
        JsonLines lines;
        const QByteArray piece(4 << 20, 'x');
        for (int n = 0; n < 8; ++n)
            QVERIFY(lines.feed(piece).isEmpty());
        QCOMPARE(lines.feed("y\n{\"ok\":1}\n").size(), 1);
        QCOMPARE(lines.skipped(), 1);
    }

    void wordsAreMarkedAndTheRestIsEscaped() {
        const QString html = markedHtml("Lesions < 2 cm; no LESION.", {"lesion", "lesions"});
        QCOMPARE(html.count("<b"), 2);
        QVERIFY(html.contains("&lt; 2 cm"));
        QVERIFY(html.contains(">Lesions</b>"));
        QVERIFY(!markedHtml("Lesional cyst", {"lesion"}).contains("<b")); // whole words only
        QVERIFY(!markedHtml("<img src=x>", {}).contains('<'));
        QCOMPARE(markedHtml("a.b", {"a.b"}).count("<b"), 1);
        QVERIFY(!markedHtml("axb", {"a.b"}).contains("<b")); // words are not patterns
    }

    void datesAndNamesReadWell() {
        QCOMPARE(dateText("20240131"), QString("2024-01-31"));
        QCOMPARE(dateText("2024.01.31"), QString("2024-01-31"));
        QCOMPARE(dateText("unknown1"), QString("unknown1"));
        QCOMPARE(dateText(""), QString());
        Case exam;
        QCOMPARE(patientText(exam), QString("No name, no ID"));
        exam.patientId = "17";
        QCOMPARE(patientText(exam), QString("17"));
        exam.patientName = "DOE^JANE^^DR=ideographic";
        QCOMPARE(patientText(exam), QString("DOE, JANE, DR"));
    }

    void whatMakesMeasurementsUncertainStandsOnThePicture() {
        Case exam = examOf({Phase::Arterial});
        VolumeRecord& volume = exam.volumes[0];
        volume.seriesDescription = "Head";
        QCOMPARE(topLeftTexts(exam, volume), QStringList({"Head", "no acquisition time"}));
        volume.partReason = "slices 4 mm apart";
        volume.geometryFlags = {GeometryFlag::Tilt, GeometryFlag::MissingSlices,
                                GeometryFlag::NoSpacing};
        volume.tiltDegrees = 17.46;
        QVERIFY(geometryTexts(volume)[0].startsWith("Slices moved to their places"));
        volume.issues = {"Corrected for a gantry tilt of 17.5° by shearing."};
        const QString texts = topLeftTexts(exam, volume).join('\n');
        QVERIFY(texts.contains("Slices 4 mm apart"));
        QVERIFY(texts.contains("Tilt of 17.5° corrected"));
        QVERIFY(texts.contains("Missing slices left blank"));
        QCOMPARE(geometryTexts(volume).size(), 2); // a single slice is plain to see
        volume.tiltDegrees = 0;
        QVERIFY(geometryTexts(volume)[0].startsWith("Tilt not corrected"));
    }

    void timesLeftAreRoundedForPeople() {
        QCOMPARE(durationText(0.3), QString("less than a second"));
        QCOMPARE(durationText(42.4), QString("42 s"));
        QCOMPARE(durationText(150), QString("3 min"));
        QCOMPARE(durationText(7900), QString("2 h 11 min"));
    }

    void hitsOfProtocolAreRead() {
        const Hit hit =
            Hit::fromJson({{"rank", 2},
                           {"case", 9007199254740000.0},
                           {"score", 0.031},
                           {"lexical_rank", QJsonValue::Null},
                           {"image_rank", 3},
                           {"sentence", "No mass."},
                           {"assertion", "absent"},
                           {"phase_shares", QJsonObject{{"arterial", 0.75}, {"bad", 1}}}});
        QCOMPARE(hit.caseId, 9007199254740000);
        QCOMPARE(ranksText(hit), QString("image 3rd"));
        QCOMPARE(assertionName(hit.assertion), QString("denied"));
        QCOMPARE(hit.shares.size(), std::size_t{1});
        QCOMPARE(hit.shares[0].phase, Phase::Arterial);
    }

    void attentionGoesOverThePhaseItBelongsTo() {
        const auto answer = AttentionAnswer::fromReply(
            {map("phase", "arterial"), map("phase", "delayed"), map("view", QJsonValue::Null)},
            boxResult());
        QVERIFY(answer);
        const Case exam = examOf({Phase::PreContrast, Phase::Arterial});
        const auto perPhase = answer->heatmaps(HeatmapKind::Phase, exam);
        QCOMPARE(perPhase.size(), 1); // no series is delayed here
        QCOMPARE(perPhase[0].seriesUid, std::string("1.1"));
        QVERIFY(perPhase[0].isValid());
        QCOMPARE(perPhase[0].values[255], 255.0f);
        const auto view = answer->heatmaps(HeatmapKind::View, exam);
        QCOMPARE(view.size(), 1);
        QVERIFY(view[0].seriesUid.empty()); // over every phase
        QVERIFY(answer->heatmaps(HeatmapKind::Text, exam).isEmpty());
    }

    void brokenAttentionIsNotShown() {
        QVERIFY(!AttentionAnswer::fromReply({map("phase", "arterial", 255)}, boxResult()));
        QVERIFY(!AttentionAnswer::fromReply({map("phase", "arterial")}, {}));
        QVERIFY(!AttentionAnswer::fromReply({}, boxResult()));
        QJsonObject words = map("phase", "arterial");
        words["values"] = QJsonArray{"a"};
        QVERIFY(!AttentionAnswer::fromReply({words}, boxResult()));
    }
};

QTEST_GUILESS_MAIN(UiPartsTest)
#include "test_ui_parts.moc"
