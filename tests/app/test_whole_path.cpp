// The main job from end to end, on phantom exams and with a tiny model.
#include <cmath>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSet>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

double sum(const QJsonArray& values) {
    double total = 0;
    for (const QJsonValue value : values) {
        total += value.toDouble();
    }
    return total;
}

void verifyKeys(const QJsonObject& object, const QStringList& keys) {
    for (const QString& key : keys) {
        QVERIFY2(object.contains(key), qPrintable(key + " is missing"));
    }
}

} // namespace

class WholePathTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fromPhantomToAttention() {
        m_ctl.provideModel();
        makeAndImport();
        readCases();
        embed();
        search();
        similar();
        attention();
        correctThePhase();
        fineTuneAndSwitch();
        QCOMPARE(m_ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
    }

private:
    static constexpr int cases = 3;

    void makeAndImport() {
        const Ended made =
            m_ctl.run({"phantom", m_ctl.path("dicom"), "--cases", "3", "--seed", "11"});
        QVERIFY2(made.exit == 0, made.standardError.constData());
        QCOMPARE(made.of("item").size(), cases);
        verifyKeys(made.of("item")[0], {"case", "finding", "phases", "folder"});
        const Ended imported = m_ctl.run({"import", m_ctl.path("dicom")});
        QVERIFY2(imported.exit == 0, imported.standardError.constData());
        QCOMPARE(imported.result()["cases"].toInt(), cases);
        QCOMPARE(imported.result()["quarantined"].toInt(-1), 0);
        QSet<QString> stages;
        for (const QJsonObject& event : imported.of("progress")) {
            stages.insert(event["stage"].toString());
        }
        QCOMPARE(stages, (QSet<QString>{"files", "headers", "cases", "phases", "thumbnails"}));
        m_phantoms = made.of("item");
    }

    void readCases() {
        m_cases = m_ctl.run({"cases"}).of("item");
        QCOMPARE(m_cases.size(), cases);
        QStringList planned, found;
        for (const QJsonObject& phantom : m_phantoms) {
            QStringList phases;
            for (const QJsonValue phase : phantom["phases"].toArray()) {
                phases.append(phase.toString());
            }
            planned.append(phases.join(' '));
        }
        for (const QJsonObject& exam : m_cases) {
            verifyKeys(exam, {"id", "patient_id", "studies", "modality", "body_part", "reports",
                              "issues", "phases", "others", "thumbnail"});
            QStringList phases;
            for (const QJsonValue phase : exam["phases"].toArray()) {
                verifyKeys(phase.toObject(),
                           {"phase", "confidence", "source", "reason", "series_uid",
                            "series_description", "slices", "spacing_mm", "plane"});
                phases.append(phase["phase"].toString());
            }
            found.append(phases.join(' '));
            QCOMPARE(exam["reports"].toInt(), 1);
        }
        planned.sort();
        found.sort();
        QCOMPARE(found, planned); // the truth of the phantom against what tags and pixels tell
        const Ended report = m_ctl.run({"report", "show", id(0)});
        QCOMPARE(report.result()["reports"].toInt(), 1);
        m_report = report.of("item")[0]["text"].toString();
        QVERIFY(m_report.size() > 40);
    }

    void embed() {
        const Ended ended = m_ctl.run({"embed"});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.result()["model"].toString(), QString("tiny"));
        QCOMPARE(ended.result()["embedded"].toInt(), cases);
        QCOMPARE(ended.result()["failed"].toInt(-1), 0);
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(-1), 0); // nothing left to do
    }

    void search() {
        const QString phrase = "liver";
        const Ended ended = m_ctl.run({"search", phrase, "--k", "2", "--all"});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.of("item").size(), 2);
        QCOMPARE(ended.result()["hits"].toInt(), 2);
        QCOMPARE(ended.result()["model"].toString(), QString("tiny"));
        const QJsonObject hit = ended.of("item")[0];
        verifyKeys(hit, {"rank", "case", "patient_id", "score", "lexical_rank", "image_rank",
                         "sentence", "assertion", "phase_shares", "thumbnail"});
        QCOMPARE(hit["rank"].toInt(), 1);
        QVERIFY(hit["image_rank"].isDouble());
        QVERIFY(QFile::exists(hit["thumbnail"].toString()));
        double shares = 0;
        for (const QJsonValue share : hit["phase_shares"].toObject()) {
            shares += share.toDouble();
        }
        QVERIFY(std::abs(shares - 1) < 1e-3);
        QCOMPARE(m_ctl.run({"search", phrase, "--mode", "lexical"}).result()["model"].toString(),
                 QString());
    }

    void similar() {
        const Ended byCase = m_ctl.run({"similar", id(0), "--all"});
        QCOMPARE(byCase.of("item").size(), cases - 1); // without itself
        QCOMPARE(m_ctl.run({"similar", id(0)}).of("item").size(), 1); // the nearer half
        const QString folder = m_phantoms[0]["folder"].toString();
        const Ended byFolder =
            m_ctl.run({"similar", folder, "--text", "liver", "--all", "--own-patient"});
        QVERIFY2(byFolder.exit == 0, byFolder.standardError.constData());
        QCOMPARE(byFolder.of("item").size(), cases);
        const Ended example = m_ctl.run({"similar", folder, "--own-patient"});
        QVERIFY(example.of("item")[0]["cosine"].toDouble() > 0.999); // finds the exam itself
        const Ended others = m_ctl.run({"similar", folder, "--all"});
        QCOMPARE(others.of("item").size(), cases - 1);
        QCOMPARE(others.result()["left_out"].toObject()["own_patient"].toInt(), 1);
    }

    void attention() {
        const QString out = m_ctl.path("maps");
        const Ended ended = m_ctl.run({"attention", id(0), "--text", "hepatic cyst", "--out", out});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        const auto phases = m_cases[0]["phases"].toArray().size();
        QCOMPARE(ended.of("item").size(), 2 * phases + 1);
        QJsonArray view;
        double viewOfPhases = 0, shares = 0;
        for (const QJsonObject& map : ended.of("item")) {
            QCOMPARE(map["values"].toArray().size(), 256);
            QVERIFY(QFile::exists(map["file"].toString()));
            if (map["kind"].toString() == "phase") {
                viewOfPhases += sum(map["values"].toArray());
                shares += map["share"].toDouble();
            } else if (map["kind"].toString() == "view") {
                view = map["values"].toArray();
            }
        }
        QVERIFY(std::abs(shares - 1) < 1e-3);
        QVERIFY(std::abs(sum(view) - viewOfPhases) < 1e-4); // View Attention is the phases' sum
        QCOMPARE(ended.result()["grid"].toArray(), (QJsonArray{4, 8, 8}));
        QCOMPARE(ended.result()["cell_mm"].toArray().size(), 3);
        QVERIFY(std::abs(ended.result()["similarity"].toDouble()) <= 1);
        QCOMPARE(ended.result()["method"].toString(), "direct");
        QFile file(out + "/maps.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject written = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(written["method"].toString(), "direct");
        QVERIFY(written["meaning"].toString().endsWith('.'));
        otherMethods(ended);
    }

    void otherMethods(const Ended& direct) {
        const Ended rollout =
            m_ctl.run({"attention", id(0), "--text", "hepatic cyst", "--method", "rollout"});
        QVERIFY2(rollout.exit == 0, rollout.standardError.constData());
        QCOMPARE(rollout.result()["method"].toString(), "rollout");
        const auto before = direct.of("item"), after = rollout.of("item");
        QCOMPARE(after.size(), before.size());
        for (int i = 0; i < after.size(); ++i) {
            QVERIFY(after[i]["values"] != before[i]["values"]);
            const double share = before[i]["share"].toDouble();
            QVERIFY(std::abs(after[i]["share"].toDouble() - share) < 1e-4);
        }
        const Ended gradient =
            m_ctl.run({"attention", id(0), "--text", "hepatic cyst", "--method", "gradient"});
        QCOMPARE(gradient.exit, 0);
        QCOMPARE(gradient.of("item").size(), before.size());
        QVERIFY(gradient.result()["text_bias"].isNull());
        QVERIFY(gradient.result()["meaning"] != rollout.result()["meaning"]);
        QCOMPARE(m_ctl.run({"attention", id(0), "--method", "magic"}).exit, 2);
    }

    void correctThePhase() {
        const QJsonObject first = m_cases[0]["phases"].toArray()[0].toObject();
        const QString series = first["series_uid"].toString();
        QCOMPARE(m_ctl.run({"phase", "set", id(0), series, "delayed"}).exit, 0);
        const QJsonObject exam =
            m_ctl.run({"cases", "--filter", "id:" + id(0)}).of("item").value(0);
        int corrected = 0;
        for (const QJsonValue phase : exam["phases"].toArray()) {
            if (phase["series_uid"].toString() == series) {
                ++corrected;
                QCOMPARE(phase["phase"].toString(), QString("delayed"));
                QCOMPARE(phase["source"].toString(), QString("user"));
            }
        }
        QCOMPARE(corrected, 1);
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(),
                 1); // that vector was out of date
    }

    void fineTuneAndSwitch() {
        const QString file = m_ctl.library() + "/models/local.safetensors";
        const Ended trained =
            m_ctl.run({"train", "--all", "--base", "tiny", "--validation", "0.34", "--epochs", "1",
                       "--batch", "2", "--freeze-towers", "--out", file});
        QVERIFY2(trained.exit == 0, trained.standardError.constData());
        QCOMPARE(trained.result()["model"].toString(), QString("local"));
        QCOMPARE(m_ctl.run({"embed", "--model", "local"}).result()["embedded"].toInt(), cases);
        QCOMPARE(m_ctl.run({"model", "activate", "local"}).exit, 0);
        QCOMPARE(m_ctl.run({"search", "liver"}).result()["model"].toString(), QString("local"));
        QCOMPARE(m_ctl.run({"model", "remove", "local"}).exit, 1); // the active one stays
        QCOMPARE(m_ctl.run({"model", "remove", "tiny"}).exit, 0);
        QCOMPARE(m_ctl.run({"model", "list"}).of("item").size(), 1);
    }

    QString id(int index) const { return QString::number(m_cases[index]["id"].toInt()); }

    Bolusctl m_ctl;
    QList<QJsonObject> m_phantoms, m_cases;
    QString m_report;
};

QTEST_GUILESS_MAIN(WholePathTest)
#include "test_whole_path.moc"
