// train: steps, checkpoint and resume, the model's row, what the file says of itself.
#include <QFile>
#include <QtTest>

#include "tests/app/Bolusctl.h"

class TrainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phantomTrainingMakesAModelThatSaysWhereItComesFrom() {
        const Bolusctl ctl;
        const QString file = ctl.path("fresh.safetensors");
        const Ended ended = ctl.run(training(file) + QStringList{"--phantom-validation", "3"});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.of("item").size(), 2);
        QCOMPARE(ended.of("item")[1]["step"].toInt(), 2);
        QCOMPARE(ended.of("item")[1]["steps"].toInt(), 2);
        QVERIFY(ended.of("item")[0]["loss"].isDouble());
        QCOMPARE(ended.of("item")[1]["validation"].toObject()["candidates"].toInt(), 3);
        QCOMPARE(ended.result()["steps"].toInt(), 2);
        QVERIFY(QFile::exists(file));
        QVERIFY(!QFile::exists(file + ".checkpoint"));

        QCOMPARE(ctl.run({"model", "import", file}).exit, 0);
        const QJsonObject row = ctl.run({"model", "list"}).of("item").value(0);
        QCOMPARE(row["id"].toString(), QString("fresh"));
        QCOMPARE(row["hash"], ended.result()["hash"]);
        const QJsonObject provenance = row["provenance"].toObject();
        QCOMPARE(provenance["seed"].toInt(), 5);
        QCOMPARE(provenance["cases"].toInt(), 4);
        QCOMPARE(provenance["steps"].toInt(), 2);
        QVERIFY(provenance["data"].toString().contains("phantom"));
        QVERIFY(provenance["command"].toString().contains("train"));
        for (const char* key : {"validation", "bolus_version", "date", "license", "parameters"}) {
            QVERIFY2(!provenance[key].isNull() && !provenance[key].isUndefined(), key);
        }
    }

    void aCancelledTrainingGoesOnFromItsCheckpoint() {
        const Bolusctl ctl;
        constexpr int epochs = 20; // long enough to be cut off
        const QString whole = ctl.path("whole.safetensors"), cut = ctl.path("cut.safetensors");
        const Ended uninterrupted = ctl.run(training(whole, epochs));
        QCOMPARE(uninterrupted.exit, 0);
        const Ended stopped =
            ctl.runAndMeddle(training(cut, epochs), "item", [](QProcess& process) {
                process.write("cancel\n");
                process.waitForBytesWritten(5000);
            });
        QCOMPARE(stopped.exit, 130);
        QVERIFY(!QFile::exists(cut));
        const Ended early = ctl.run(training(cut, epochs) << "--finish-now");
        QCOMPARE(early.exit, 0);
        QVERIFY(early.result()["steps"].toInt() >= 1);
        QVERIFY(early.result()["steps"].toInt() < uninterrupted.result()["steps"].toInt());
        const Ended resumed = ctl.run(training(cut, epochs));
        QCOMPARE(resumed.exit, 0);
        QCOMPARE(resumed.result()["resumed"].toBool(), true);
        QCOMPARE(resumed.of("item").last()["loss"].toDouble(),
                 uninterrupted.of("item").last()["loss"].toDouble());
    }

    void fewCasesAdaptTheTowersOnlyWhereInsistedOn() {
        const Bolusctl ctl;
        const QString base = ctl.path("base.safetensors"), file = ctl.path("lora.safetensors");
        QCOMPARE(ctl.run(training(base)).exit, 0);
        QStringList lora{"train", "--phantom", "4", "--batch", "2", "--epochs", "1"};
        lora << "--threads"
             << "1"
             << "--out" << file << "--lora"
             << "2";
        QCOMPARE(ctl.run(lora).exit, 2); // without --base there is nothing to leave as it is
        lora << "--base" << base;
        const Ended refused = ctl.run(lora);
        QCOMPARE(refused.errorCode(), "bad_input");
        QVERIFY(refused.last()["message"].toString().contains("500"));
        QVERIFY(!QFile::exists(file));
        const Ended insisted = ctl.run(lora << "--lora-anyway"
                                            << "--lora-blocks"
                                            << "1");
        QVERIFY2(insisted.exit == 0, insisted.standardError.constData());
        QCOMPARE(ctl.run({"model", "import", file}).exit, 0); // a model like any other
        const QJsonObject row = ctl.run({"model", "list"}).of("item").value(0);
        const QJsonObject options = row["provenance"].toObject()["options"].toObject();
        QCOMPARE(options["lora_rank"].toInt(), 2);
        QCOMPARE(options["lora_blocks"].toInt(), 1);
        QCOMPARE(options["warm_up"].toDouble(), 0.03);
        QCOMPARE(options["clip"].toDouble(), 1.0);
        QCOMPARE(options["augment"].toBool(), true);
        QVERIFY(options["truth_weight"].isNull()); // of an objective that this run had not
    }

    void onlyAnEncoderThatHasLearnedCanBeLeftAsItIs() {
        const Bolusctl ctl;
        const QString file = ctl.path("frozen.safetensors");
        const Ended fresh = ctl.run(training(file) << "--freeze-images");
        QCOMPARE(fresh.exit, 2);
        QVERIFY(fresh.last()["message"].toString().contains("--encoder"));
        QCOMPARE(ctl.run(training(file) << "--tokens" << ctl.path("tokens")).exit, 2);
        QVERIFY(!QFile::exists(file));
    }

    void thereIsNothingToFinishWithoutACheckpoint() {
        const Bolusctl ctl;
        const Ended ended = ctl.run(training(ctl.path("none.safetensors")) << "--finish-now");
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.last()["path"].toString(), ctl.path("none.safetensors.checkpoint"));
        QVERIFY(!QFile::exists(ctl.path("none.safetensors")));
    }

private:
    static QStringList training(const QString& file, int epochs = 1) {
        QStringList arguments{"train", "--phantom", "4", "--size", "tiny", "--batch", "2"};
        arguments << "--seed"
                  << "5"
                  << "--vocabulary-size"
                  << "300"
                  << "--threads"
                  << "1";
        arguments << "--checkpoint-every"
                  << "1"
                  << "--epochs" << QString::number(epochs);
        return arguments << "--out" << file;
    }
};

QTEST_GUILESS_MAIN(TrainTest)
#include "test_train.moc"
