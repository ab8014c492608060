// serve: answers with ids, supersedes by slot, cancels, survives bad lines, ends with stdin.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

void send(QProcess& process, const QJsonObject& request) {
    process.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + "\n");
    process.waitForBytesWritten(5000);
}

/// The last event of the request with this id.
QJsonObject finalEvent(QProcess& process, int id, QList<QJsonObject>* others = nullptr) {
    for (;;) {
        const QJsonObject event = readEvent(process);
        const QString kind = event["event"].toString();
        if (event.isEmpty() ||
            (event["id"].toInt(-1) == id && (kind == "result" || kind == "error"))) {
            return event;
        }
        if (others) {
            others->append(event);
        }
    }
}

/// Commands that only read make none.
void makeLibrary(const Bolusctl& ctl) {
    QCOMPARE(ctl.run({"import", ctl.makeSeries("first", 4, "Portal venous phase")}).exit, 0);
}

} // namespace

class ServeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsAreAnsweredWithTheirIdsAndStdinsEndEndsIt() {
        const Bolusctl ctl;
        makeLibrary(ctl);
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "serve"});
        send(process, {{"id", 7}, {"argv", QJsonArray{"cases"}}});
        QList<QJsonObject> items;
        const QJsonObject result = finalEvent(process, 7, &items);
        QCOMPARE(result["cases"].toInt(), 1);
        QCOMPARE(result["exit"].toInt(-1), 0);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items[0]["id"].toInt(), 7);
        QCOMPARE(items[0]["case"].toInt(), 1);

        send(process, {{"id", 8}, {"argv", QJsonArray{"cases", "--filter", "colour:red"}}});
        const QJsonObject usage = finalEvent(process, 8);
        QCOMPARE(usage["code"].toString(), QString("usage"));
        QCOMPARE(usage["exit"].toInt(), 2);

        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitCode(), 0);
    }

    void whatWasAskedBeforeTheEndOfStdinIsAnswered() {
        const Bolusctl ctl;
        makeLibrary(ctl);
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "serve"});
        process.write(
            "{\"id\":1,\"argv\":[\"cases\"]}\n{\"id\":2,\"argv\":[\"verify\"]}"); // no line feed
        process.closeWriteChannel();
        QCOMPARE(finalEvent(process, 1)["exit"].toInt(-1), 0);
        QCOMPARE(finalEvent(process, 2)["exit"].toInt(-1), 0);
        QVERIFY(process.waitForFinished(10000));
    }

    void linesThatAreNoRequestsAreAnsweredAndSurvived() {
        const Bolusctl ctl;
        makeLibrary(ctl);
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "serve"});
        const QList<QByteArray> bad{"nonsense",
                                    "[]",
                                    "{\"argv\":[\"cases\"]}",
                                    "{\"id\":1}",
                                    "{\"id\":1,\"argv\":[]}",
                                    "{\"id\":1,\"argv\":[1]}",
                                    "{\"id\":1,\"argv\":[\"serve\"]}",
                                    "{\"id\":1,\"argv\":[\"cases\"],\"slot\":5}",
                                    QByteArray(2000000, '{')};
        for (const QByteArray& line : bad) {
            process.write(line + "\n");
            const QJsonObject event = readEvent(process);
            QVERIFY2(event["event"].toString() == "error", line.left(60).constData());
        }
        send(process, {{"id", "a string"}, {"argv", QJsonArray{"cases"}}});
        QCOMPARE(readEvent(process)["event"].toString(), QString("item"));
        const QJsonObject event = readEvent(process);
        QCOMPARE(event["event"].toString(), QString("result"));
        QCOMPARE(event["id"].toString(), QString("a string"));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(10000));
    }

    void filesThatOthersReplaceAreReadAgain() {
        Bolusctl ctl;
        ctl.provideModel();
        const QString folder = ctl.makeSeries("first", 4, "Portal venous phase");
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        const QStringList attention{"attention", "1", "--text", "hepatic cyst"};
        Requests serve(ctl);
        QCOMPARE(serve.ask({"embed"})["embedded"].toInt(), 1);
        const double before = serve.ask(attention)["similarity"].toDouble();
        for (const QString& name : QDir(folder).entryList(QDir::Files)) {
            QFile file(folder + "/" + name);
            QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 400));
            QCOMPARE(file.write(QByteArray(400, 1)), 400);
        }
        QCOMPARE(ctl.run({"import", folder}).result()["duplicates"].toInt(), 4);
        QCOMPARE(serve.ask({"embed"})["embedded"].toInt(), 1);
        const double after = serve.ask(attention)["similarity"].toDouble();
        QVERIFY(after != before);
        QCOMPARE(after, ctl.run(attention).result()["similarity"].toDouble());
    }

    void aNewerRequestOfTheSlotSupersedesTheOlder() {
        const Bolusctl ctl;
        makeLibrary(ctl);
        const QString folder = ctl.makeSeries("long", 3000, "Portal venous phase");
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "serve"});
        send(process, {{"id", 1}, {"argv", QJsonArray{"import", folder}}, {"slot", "s"}});
        QCOMPARE(readEvent(process)["event"].toString(), QString("progress")); // it runs
        send(process, {{"id", 2}, {"argv", QJsonArray{"cases"}}, {"slot", "s"}});
        send(process, {{"id", 3}, {"argv", QJsonArray{"cases"}}, {"slot", "s"}});
        QJsonObject ended[4];
        for (int missing = 3; missing > 0;) {
            const QJsonObject event = readEvent(process);
            QVERIFY(!event.isEmpty());
            const QString kind = event["event"].toString();
            if (kind == "result" || kind == "error") {
                ended[event["id"].toInt()] = event;
                --missing;
            }
        }
        QCOMPARE(ended[1]["code"].toString(), QString("cancelled"));
        QCOMPARE(ended[1]["exit"].toInt(), 130);
        QCOMPARE(ended[2]["code"].toString(), QString("cancelled"));
        QCOMPARE(ended[3]["event"].toString(), QString("result"));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(10000));
    }

    void aRequestIsCancelledByItsIdAndTheNextIsAnswered() {
        const Bolusctl ctl;
        makeLibrary(ctl);
        const QString folder = ctl.makeSeries("long", 3000, "Portal venous phase");
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "serve"});
        send(process, {{"id", 1}, {"argv", QJsonArray{"import", folder}}});
        send(process, {{"id", 2}, {"argv", QJsonArray{"cases"}}});
        QCOMPARE(readEvent(process)["event"].toString(), QString("progress"));
        send(process, {{"cancel", 1}});
        QCOMPARE(finalEvent(process, 1)["code"].toString(), QString("cancelled"));
        QCOMPARE(finalEvent(process, 2)["event"].toString(), QString("result"));
        process.terminate();
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitCode(), 130);
    }
};

QTEST_GUILESS_MAIN(ServeTest)
#include "test_serve.moc"
