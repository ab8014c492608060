// evaluate --suite phase-series, in miniature: rows, resuming, refusals, files.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QJsonObject readJson(const QString& file) {
    QFile stream(file);
    return stream.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(stream.readAll()).object()
                                            : QJsonObject();
}

QByteArray readAll(const QString& file) {
    QFile stream(file);
    return stream.open(QIODevice::ReadOnly) ? stream.readAll() : QByteArray();
}

bool contains(const QJsonObject& figure) {
    const double value = figure["value"].toDouble(-1);
    return value >= 0 && value <= 1 && figure["low"].toDouble(2) <= value &&
           figure["high"].toDouble(-1) >= value;
}

/// Of a row's training.
int firstStep(const Ended& ended, const QString& stage) {
    for (const QJsonObject& event : ended.of("progress")) {
        if (event["stage"].toString() == stage) {
            return event["done"].toInt();
        }
    }
    return 0;
}

QJsonArray curveOf(const QString& results) {
    return readJson(results)["rows"][0]["curve"].toArray();
}

QStringList namesOf(const Ended& ended) {
    QStringList names;
    for (const QJsonObject& item : ended.of("item")) {
        names << item["row"].toString();
    }
    return names;
}

} // namespace

class PhaseSeriesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRowIsTrainedAndMeasured() {
        Bolusctl ctl;
        ctl.provideModel();
        const Ended ended = ctl.run(suite(ctl, 12));
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        const QStringList names = namesOf(ended);
        QCOMPARE(names.size(), 18);
        QVERIFY(!names.contains("pamn_paper_dense"));
        for (const QJsonObject& item : ended.of("item")) {
            const QJsonArray tables = item["tables"].toArray();
            QCOMPARE(tables.size(), 1);
            QCOMPARE(tables[0]["candidates"].toInt(), 12);
            for (const char* direction : {"text_to_image", "image_to_text"}) {
                for (const char* figure : {"r1", "r5", "r10", "mrr"}) {
                    QVERIFY(contains(tables[0][direction][figure].toObject()));
                }
            }
            QVERIFY(item["mean_cosine"].toDouble(9) <= 1.0 + 1e-6);
            QCOMPARE(item["kept"].toBool(true), false);
            QVERIFY(item["stopped"].isNull());
        }
        const QJsonObject half = ended.of("item")[names.indexOf("pamn_60")];
        QCOMPARE(half["training_pairs"].toInt(), 4); // of 8
        QVERIFY(ended.of("item")[names.indexOf("baseline_3d")]["training_pairs"].toInt() > 15);
        checkFiles(ctl, ended);
    }

    void aSecondRunGoesOnWhereTheFirstStopped() {
        Bolusctl ctl;
        ctl.provideModel();
        QStringList two = suite(ctl, 4) + QStringList{"--rows", "max,mean"};
        two[two.indexOf("--epochs") + 1] = "40"; // long enough to be cut off
        const Ended stopped = ctl.runAndMeddle(two, "item", [](QProcess& process) {
            process.write("cancel\n");
            process.waitForBytesWritten(5000);
        });
        QCOMPARE(stopped.exit, 130);
        const QString mean = ctl.path("out/rows/mean.json");
        QVERIFY(QFile::exists(mean));
        const QByteArray before = readAll(mean);
        const Ended ended = ctl.run(two);
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(namesOf(ended), (QStringList{"mean", "max"})); // in the suite's order
        QCOMPARE(ended.of("item")[0]["kept"].toBool(), true);
        QCOMPARE(readAll(mean), before);

        const QByteArray results = readAll(ctl.path("out/results.json"));
        const Ended again = ctl.run(two);
        QCOMPARE(again.exit, 0);
        QCOMPARE(again.of("progress").size(), 0); // nothing is left to do
        QCOMPARE(readAll(ctl.path("out/results.json")), results);
        QCOMPARE(again.result()["results_sha256"], ended.result()["results_sha256"]);
        const QString command = readJson(ctl.path("out/results.json"))["command"].toString();
        QVERIFY(command.contains(" --rows mean,max "));
    }

    void aRowThatWasStoppedInItsTrainingEndsAsIfItHadNotBeen() {
        Bolusctl ctl;
        ctl.provideModel();
        constexpr int epochs = 100; // long enough to be cut off
        const QString checkpoint = ctl.path("out/rows/mean.checkpoint");
        QStringList row = suite(ctl, 4) + QStringList{"--rows", "mean"};
        row[row.indexOf("--epochs") + 1] = QString::number(epochs);
        const Ended stopped = ctl.runAndMeddle(row, "progress", [&](QProcess& process) {
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(checkpoint), 60000);
            process.write("cancel\n");
            process.waitForBytesWritten(5000);
        });
        QCOMPARE(stopped.exit, 130);
        QVERIFY(!QFile::exists(ctl.path("out/rows/mean.json")));
        QVERIFY(QFile::exists(checkpoint));
        const Ended resumed = ctl.run(row);
        QVERIFY2(resumed.exit == 0, resumed.standardError.constData());
        QVERIFY(firstStep(resumed, "mean train") > 1);

        QStringList whole = row;
        whole[whole.indexOf("--out") + 1] = ctl.path("whole");
        const Ended uninterrupted = ctl.run(whole);
        QCOMPARE(uninterrupted.exit, 0);
        QCOMPARE(firstStep(uninterrupted, "mean train"), 1);
        QCOMPARE(resumed.result()["results_sha256"], uninterrupted.result()["results_sha256"]);
        const QJsonArray curve = curveOf(ctl.path("out/results.json"));
        QCOMPARE(curve.size(), epochs);
        QCOMPARE(curve, curveOf(ctl.path("whole/results.json")));
        QVERIFY(QDir(ctl.path("out/rows")).entryList({"*.checkpoint", "*.log"}).isEmpty());
    }

    void whatALaterRowCannotDoIsRefusedBeforeTheFirst() {
        Bolusctl ctl;
        ctl.provideModel();
        const auto refused = [&](const QString& option, const QString& value) {
            QStringList arguments = suite(ctl, 4);
            if (const auto at = arguments.indexOf(option); at >= 0) {
                arguments[at + 1] = value;
            } else {
                arguments << option << value;
            }
            const Ended ended = ctl.run(arguments);
            return ended.errorCode() == "bad_input" && !QFile::exists(ctl.path("out"))
                       ? ended.last()["message"].toString()
                       : QString("not refused");
        };
        QVERIFY(refused("--text-width", "18").contains("multiple of 4"));
        QVERIFY(refused("--lr", "0").contains("learning rate"));
        QVERIFY(refused("--train-cases", "3").contains("pamn_60")); // 60 % of them are one
    }

    void otherOptionsAndRowsAreRefusedInASentence() {
        Bolusctl ctl;
        ctl.provideModel();
        const Ended unknown = ctl.run(suite(ctl, 4) + QStringList{"--rows", "mean,median"});
        QCOMPARE(unknown.exit, 1);
        QVERIFY(unknown.last()["message"].toString().contains("median"));
        QCOMPARE(ctl.run(suite(ctl, 4) + QStringList{"--rows", "mean"}).exit, 0);
        QStringList longer = suite(ctl, 4) + QStringList{"--rows", "mean"};
        longer[longer.indexOf("--epochs") + 1] = "2";
        const Ended other = ctl.run(longer);
        QCOMPARE(other.exit, 1);
        QVERIFY(other.last()["message"].toString().contains("epochs is 1, not 2"));
        QCOMPARE(ctl.run({"evaluate", "--suite", "phase-series"}).exit, 2); // no --out
        QCOMPARE(ctl.run({"evaluate", "--phantom", "2", "--rows", "mean"}).exit, 2);
        QCOMPARE(ctl.run({"evaluate", "--suite", "another", "--out", ctl.path("x")}).exit, 2);
        for (const QStringList& choice : {QStringList{"--phantom", "2"},
                                          {"--library-cases", "1"},
                                          {"--all"},
                                          {"--candidates", "2"},
                                          {"--cache-gb", "1"}}) {
            QCOMPARE(ctl.run(suite(ctl, 4) + QStringList{"--rows", "mean"} + choice).exit, 2);
        }
    }

private:
    static QStringList suite(const Bolusctl& ctl, int testCases) {
        QStringList arguments{"evaluate", "--suite", "phase-series", "--seed", "3",
                              "--epochs", "1"};
        arguments << "--model" << ctl.path("tiny.safetensors") << "--out" << ctl.path("out");
        arguments << "--train-cases"
                  << "8"
                  << "--validation-cases"
                  << "2"
                  << "--batch"
                  << "4";
        arguments << "--text-width"
                  << "16"
                  << "--text-layers"
                  << "1";
        return arguments << "--test-cases" << QString::number(testCases);
    }

    static void checkFiles(const Bolusctl& ctl, const Ended& ended) {
        const QJsonObject results = readJson(ctl.path("out/results.json"));
        QCOMPARE(results["rows"].toArray().size(), 18);
        QCOMPARE(results["results_sha256"], ended.result()["results_sha256"]);
        QCOMPARE(results["settings"]["seed"].toInt(), 3);
        QCOMPARE(results["encoder"]["hash"], ended.result()["encoder"]);
        QVERIFY(results["command"].toString().contains("--train-cases 8"));
        QVERIFY(!results["command"].toString().contains("--rows")); // all that are run unasked
        QVERIFY(!results["command"].toString().contains(ctl.path("")));
        QCOMPARE(results["comparisons"].toArray().size(), 6);
        const QByteArray table = readAll(ctl.path("out/results.md"));
        for (const char* label : {"3D Baseline ST", "ATTENTION", "PAMN paper", "PAMN robust"}) {
            QVERIFY(table.contains(QByteArray("| ") + label + " |"));
        }
        for (const char* plot : {"table1", "scale", "phases"}) {
            QVERIFY(readAll(ctl.path(QString("out/%1.svg").arg(plot))).startsWith("<svg"));
        }
        QVERIFY(QDir(ctl.path("out/rows")).entryList({"*.checkpoint"}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(PhaseSeriesTest)
#include "test_phase_series.moc"
