// Searching by a drawn region, and where a phrase's match lies, by the program that people run.
#include <algorithm>
#include <array>
#include <cmath>

#include <QFile>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

using Point = std::array<double, 3>;

Point pointOf(const QJsonValue& value) {
    const QJsonArray numbers = value.toArray();
    return {numbers[0].toDouble(), numbers[1].toDouble(), numbers[2].toDouble()};
}

double farthest(const Point& a, const Point& b, const Point& unit) {
    double most = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        most = std::max(most, std::abs(a[i] - b[i]) / unit[i]);
    }
    return most;
}

double highestOf(const QJsonArray& values) {
    double highest = 0;
    for (const QJsonValue value : values) {
        highest = std::max(highest, value.toDouble());
    }
    return highest;
}

bool touch(int a, int b) {
    return std::abs(a % 8 - b % 8) + std::abs(a / 8 % 8 - b / 8 % 8) + std::abs(a / 64 - b / 64) ==
           1;
}

/// Centre of gravity of the cells about the highest that hold half of it, as neighbours of
/// neighbours; phantoms are axial, so that the box lies along x, y, z.
Point peakOf(const QJsonArray& values, const QJsonObject& box, const Point& cell) {
    const double highest = highestOf(values);
    std::array<bool, 256> in{};
    for (bool grows = true; grows;) {
        grows = false;
        for (int i = 0; i < 256; ++i) {
            bool joins = values[i].toDouble() == highest;
            for (int other = 0; other < 256; ++other) {
                joins = joins || (in[std::size_t(other)] && touch(i, other));
            }
            if (joins && !in[std::size_t(i)] && values[i].toDouble() >= highest / 2) {
                in[std::size_t(i)] = grows = true;
            }
        }
    }
    Point centre{};
    double sum = 0;
    for (int i = 0; i < 256; ++i) {
        if (in[std::size_t(i)]) {
            const std::array<int, 3> at{i % 8, i / 8 % 8, i / 64};
            sum += values[i].toDouble();
            for (std::size_t axis = 0; axis < 3; ++axis) {
                centre[axis] += values[i].toDouble() * (at[axis] + 0.5) * cell[axis];
            }
        }
    }
    const Point origin = pointOf(box["origin"]), spacing = pointOf(box["spacing"]);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        centre[axis] = origin[axis] - spacing[axis] / 2 + centre[axis] / sum;
    }
    return centre;
}

} // namespace

class RegionSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_ctl.provideModel();
        const Ended made =
            m_ctl.run({"phantom", m_ctl.path("dicom"), "--cases", "4", "--seed", "5"});
        QVERIFY2(made.exit == 0, made.standardError.constData());
        QCOMPARE(m_ctl.run({"import", m_ctl.path("dicom"), "--no-pixels"}).exit, 0);
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(), cases);
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(-1), 0);
        m_cases = m_ctl.run({"cases"}).of("item");
        m_folder = made.of("item")[0]["folder"].toString();
        m_series = m_cases[0]["phases"].toArray()[0].toObject()["series_uid"].toString();
    }

    void aDrawnRegionIsFoundInOtherCases() {
        const Ended ended = m_ctl.run({"similar", id(0), "--region", drawn(), "--all"});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.of("item").size(), cases - 1);
        int rank = 0;
        double similarity = 2;
        for (const QJsonObject& hit : ended.of("item")) {
            QCOMPARE(hit["region_rank"].toInt(), ++rank);
            const QJsonObject region = hit["region"].toObject();
            QVERIFY(seriesOf(hit["case"].toInt()).contains(region["series_uid"].toString()));
            QVERIFY(region["similarity"].toDouble() <= similarity);
            similarity = region["similarity"].toDouble();
            QVERIFY(std::abs(similarity) <= 1.001);
            QCOMPARE(region["radius"].toDouble(), 30.0);
            // The same place of another box, or one cell beside it: cells are some 5 × 5 × 5 cm.
            QVERIFY(farthest(pointOf(region["centre"]), {10, 5, 0}, {75, 75, 110}) < 1);
            QCOMPARE(region["phase"].toString(), hit["best_slice"].toObject()["phase"].toString());
        }
    }

    void anExamFindsItsOwnRegion() {
        const QString folder = m_folder;
        const Ended ended =
            m_ctl.run({"similar", folder, "--region", drawnIn(folder), "--own-patient", "--all"});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        const QJsonObject first = ended.of("item")[0];
        QVERIFY(first["cosine"].toDouble() > 0.999); // it is the exam itself
        const QJsonObject region = first["region"].toObject();
        QVERIFY(region["similarity"].toDouble() > 0.999); // kept in 8 bits
        QVERIFY(farthest(pointOf(region["centre"]), {10, 5, 0}, {1, 1, 1}) < 0.01);
    }

    void whatIsNoRegionIsRefused() {
        for (const char* text : {"", ":1,2,3,4", "1.2", "1.2:1,2,3", "1.2:1,2,3,x", "1.2:1,2,3,0",
                                 "1.2:x:1,2,3,4", "1.2:1,2,3,nan"}) {
            const Ended ended = m_ctl.run({"similar", id(0), "--region", text});
            QVERIFY2(ended.exit == 1 || ended.exit == 2, text);
            QVERIFY2(ended.errorCode() == "usage" || ended.errorCode() == "bad_input", text);
        }
        QCOMPARE(m_ctl.run({"similar", id(0), "--region", "1.2.3:0,0,0,20"}).errorCode(),
                 QString("not_found"));
        QCOMPARE(m_ctl.run({"similar", id(0), "--region", m_series + ":9000,0,0,20"}).errorCode(),
                 QString("bad_input"));
    }

    void whatOfARegionLiesOutsideIsTold() {
        QVERIFY(!outside(m_ctl.run({"similar", id(0), "--region", drawn()})));
        int told = 0;
        for (int z = 0; z < 1000; z += 15) {
            const Ended ended =
                m_ctl.run({"similar", id(0), "--region", m_series + QString(":10,5,%1,30").arg(z)});
            if (ended.exit != 0) {
                QCOMPARE(ended.errorCode(), QString("bad_input"));
                break; // wholly
            }
            QVERIFY(outside(ended) >= told); // it only leaves
            told = outside(ended);
        }
        QVERIFY2(told > 10 && told < 100, qPrintable(QString::number(told)));
    }

    void twoThatEmbedAtOnceLoseNothing() {
        for (const char* ending : {"", "-wal", "-shm"}) {
            QFile::remove(m_ctl.library() + "/library.tokens.sqlite" + ending);
        }
        QProcess one, other;
        m_ctl.start(one, {"--library", m_ctl.library(), "embed"});
        m_ctl.start(other, {"--library", m_ctl.library(), "embed"});
        QVERIFY(one.waitForFinished(60000) && other.waitForFinished(60000));
        QVERIFY(one.exitCode() == 0 && other.exitCode() == 0);
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(-1), 0);
        const Ended ended = m_ctl.run({"similar", id(0), "--region", drawn(), "--all"});
        QCOMPARE(ended.of("item").size(), cases - 1);
        for (const QJsonObject& hit : ended.of("item")) {
            QVERIFY(hit["region_rank"].isDouble());
        }
    }

    void aPhraseLiesWhereTheMapSays() {
        const Ended ended = m_ctl.run({"search", "hepatic cyst", "--places", "--all"});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.of("item").size(), cases);
        int told = 0;
        for (const QJsonObject& hit : ended.of("item")) {
            told += comparePlace(hit) ? 1 : 0;
        }
        QVERIFY(told > 0);
    }

    void casesOfWhichNothingIsKeptAreToldAndReadAgain() {
        QCOMPARE(m_ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
        const QString file = m_ctl.library() + "/library.tokens.sqlite";
        for (const char* ending : {"", "-wal", "-shm"}) {
            QFile::remove(file + ending);
        }
        const Ended without = m_ctl.run({"similar", id(0), "--region", drawn(), "--all"});
        QVERIFY2(without.exit == 0, without.standardError.constData());
        QVERIFY(without.of("item")[0]["region_rank"].isNull());
        QString notes;
        for (const QJsonValue note : without.result()["notes"].toArray()) {
            notes += note.toString();
        }
        QVERIFY2(notes.contains("bolusctl embed"), qPrintable(notes));
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(), cases);
        const Ended again = m_ctl.run({"similar", id(0), "--region", drawn(), "--all"});
        QCOMPARE(again.of("item")[0]["region_rank"].toInt(), 1);
    }

    void aDamagedFileIsTold() {
        const QString name = m_ctl.library() + "/library.tokens.sqlite";
        for (const char* ending : {"-wal", "-shm"}) {
            QFile::remove(name + ending);
        }
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray(50000, 'x'));
        file.close();
        const Ended verified = m_ctl.run({"verify"});
        QCOMPARE(verified.exit, 1);
        QVERIFY(verified.of("item")[0]["problem"].toString().contains("library.tokens.sqlite"));
        const Ended searched = m_ctl.run({"search", "liver"}); // what needs none of it goes on
        QVERIFY2(searched.exit == 0, searched.standardError.constData());
    }

private:
    static constexpr int cases = 4;

    QString id(int index) const { return QString::number(m_cases[index]["id"].toInt()); }
    /// Per cent of the region, as the notes have it; 0: they have nothing.
    static int outside(const Ended& ended) {
        for (const QJsonValue note : ended.result()["notes"].toArray()) {
            if (note.toString().contains("% of the region lies outside")) {
                return note.toString().section(' ', 0, 0).toInt();
            }
        }
        return 0;
    }
    QString drawn() const { return m_series + ":10,5,0,30"; }
    /// In the first series of the exam that lies in this folder.
    QString drawnIn(const QString& folder) const {
        for (const QJsonObject& exam : m_cases) {
            for (const QJsonValue phase : exam["phases"].toArray()) {
                const QString series = phase.toObject()["series_uid"].toString();
                const Ended asked = m_ctl.run(
                    {"similar", folder, "--region", series + ":10,5,0,30", "--own-patient"});
                if (asked.exit == 0) {
                    return series + ":10,5,0,30";
                }
            }
        }
        return {};
    }
    QStringList seriesOf(int caseId) const {
        QStringList series;
        for (const QJsonObject& exam : m_cases) {
            for (const QJsonValue phase : exam["phases"].toArray()) {
                if (exam["id"].toInt() == caseId) {
                    series.append(phase.toObject()["series_uid"].toString());
                }
            }
        }
        return series;
    }

    /// With `attention`, which reads the images anew. False: the hit has no place, as nothing of
    /// its map is above zero.
    bool comparePlace(const QJsonObject& hit) {
        const Ended looked = m_ctl.run(
            {"attention", QString::number(hit["case"].toInt()), "--text", "hepatic cyst"});
        const QJsonObject result = looked.result();
        const Point cell = pointOf(result["cell_mm"]);
        const QJsonObject region = hit["region"].toObject();
        double highest = 0, told = 0, off = 0;
        for (const QJsonObject& map : looked.of("item")) {
            const QJsonArray values = map["values"].toArray();
            if (map["kind"].toString() != "text") {
                continue;
            }
            highest = std::max(highest, highestOf(values));
            if (map["phase"] == region["phase"]) {
                told = highestOf(values);
                off = farthest(pointOf(region["centre"]),
                               peakOf(values, result["box"].toObject(), cell), cell);
            }
        }
        // Kept in 8 bits: of two phases that are as high the other may be told.
        if ((highest == 0) != region.isEmpty() || told < 0.9 * highest || off > 0.5) {
            QTest::qFail(
                qPrintable(QString("%1 of %2, %3 cells off").arg(told).arg(highest).arg(off)),
                __FILE__, __LINE__);
        }
        return highest > 0;
    }

    Bolusctl m_ctl;
    QList<QJsonObject> m_cases;
    QString m_folder, m_series;
};

QTEST_GUILESS_MAIN(RegionSearchTest)
#include "test_region_search.moc"
