// The command line itself: help, bad usage, exit statuses, text for people.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QtTest>

#include "tests/app/Bolusctl.h"

class CommandsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCommandAnswersHelp() {
        const Bolusctl ctl;
        const QStringList commands{
            "import",    "check",      "cases",         "phase",          "phase set",
            "case",      "case merge", "case split",    "case reorder",   "case edits",
            "case undo", "report",     "report import", "report show",    "embed",
            "search",    "similar",    "attention",     "train",          "evaluate",
            "model",     "model list", "model import",  "model activate", "model remove",
            "phantom",   "verify",     "doctor",        "serve"};
        Requests requests(ctl); // the same parser, without starting a process for each
        for (const QString& command : commands) {
            const QJsonObject answer = requests.ask(command.split(' ') + QStringList{"--help"});
            QVERIFY2(answer["exit"].toInt(-1) == 0, qPrintable(command));
            QVERIFY2(answer["help"].toString().contains("Usage: bolusctl " + command),
                     qPrintable(answer["help"].toString()));
        }
        QVERIFY(!QDir(ctl.library()).exists()); // asking for help makes no library
    }

    // bolusctl becomes bolusctl-model where a command needs the model.
    void bothProgramsListTheSameCommands() {
        const auto helpOf = [](const char* program) {
            QProcess process;
            process.start(program, {"--help"});
            process.waitForFinished();
            return process.readAllStandardOutput();
        };
        const QByteArray help = helpOf(BOLUS_BIN_DIR "/bolusctl");
        QVERIFY(help.contains("similar") && help.contains("serve"));
        QCOMPARE(help, helpOf(BOLUS_BIN_DIR "/bolusctl-model"));
    }

    void whatNeedsNoModelLoadsNoTorch() {
        const auto loads = [](const char* program) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert("LD_TRACE_LOADED_OBJECTS", "1"); // as ldd does
            process.setProcessEnvironment(environment);
            process.start(program, QStringList());
            process.waitForFinished();
            return process.readAllStandardOutput();
        };
        QVERIFY(!loads(BOLUS_BIN_DIR "/bolusctl").contains("torch"));
        QVERIFY(loads(BOLUS_BIN_DIR "/bolusctl-model").contains("torch"));
    }

    void aMissingModelProgramIsASentence() {
        QTemporaryDir folder;
        const QString alone = folder.filePath("bolusctl");
        QVERIFY(QFile::copy(BOLUS_BIN_DIR "/bolusctl", alone));
        QProcess process;
        process.start(alone, {"--library", folder.filePath("library"), "--json", "model", "list"});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("Install Bolus again"));
        const QJsonObject event = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QCOMPARE(event["code"].toString(), QString("internal"));
        process.start(alone, {"--library", folder.path() + "/l", "search", "x", "--mode", "image"});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1); // a search by words alone would have said not_found
        QVERIFY(process.readAllStandardError().contains("Install Bolus again"));
    }

    void helpIsTextOnStdout() {
        const Bolusctl ctl;
        for (const QStringList& arguments :
             {QStringList{"--help"}, QStringList{"search", "--help"}}) {
            QByteArray text;
            const Ended ended = ctl.runPlain(arguments, &text);
            QCOMPARE(ended.exit, 0);
            QVERIFY(text.contains("Usage: bolusctl"));
            QVERIFY(ended.standardError.isEmpty());
        }
    }

    void badUsageIsSaidInOneSentence() {
        const Bolusctl ctl;
        const QList<QStringList> bad{{"nonsense"},
                                     {"import"},
                                     {"cases", "--filter", "colour:red"},
                                     {"search"},
                                     {"search", "cyst", "--k", "0"},
                                     {"search", "cyst", "--mode", "magic"},
                                     {"phase", "set", "1", "1.2.3", "purple"},
                                     {"phase", "set", "one", "1.2.3", "arterial"},
                                     {"case"},
                                     {"case", "reorder", "1"},
                                     {"case", "reorder", "one", "1.2.3"},
                                     {"train"},
                                     {"train", "--phantom", "2", "--all"},
                                     {"phantom"},
                                     {"cases", "--no-such-option"}};
        Requests requests(ctl);
        for (const QStringList& arguments : bad) {
            const QJsonObject answer = requests.ask(arguments);
            const QString what = arguments.join(' ');
            QVERIFY2(answer["exit"].toInt() == 2, qPrintable(what));
            QVERIFY2(answer["code"].toString() == "usage", qPrintable(what));
            QVERIFY2(answer["message"].toString().contains("--help"), qPrintable(what));
        }
    }

    void badUsageEndsWithStatusTwo() {
        const Bolusctl ctl;
        const Ended ended = ctl.run({"cases", "--filter", "colour:red"});
        QCOMPARE(ended.exit, 2);
        QCOMPARE(ended.errorCode(), QString("usage"));
        QVERIFY(ended.last()["message"].toString().contains("colour"));
        QVERIFY(ended.standardError.contains("colour"));
        QByteArray text;
        QCOMPARE(ctl.runPlain({"nonsense"}, &text).exit, 2);
        QVERIFY(text.isEmpty());
    }

    void anEmptyLibraryNameIsNotTheUsersOwnLibrary() {
        const Bolusctl ctl;
        QCOMPARE(ctl.runPlain({"--library", "", "cases"}).exit, 2);
    }

    void aStreamThatTakesNothingIsNoCrash() {
        const Bolusctl ctl;
        const QString program =
            QStringLiteral(BOLUS_BIN_DIR "/bolusctl --library ") + ctl.library();
        for (const char* streams :
             {" cases >/dev/full", " cases >&-", " doctor 2>&- <&- >/dev/full"}) {
            QProcess shell;
            shell.start("sh", {"-c", program + streams + "; test $? -lt 128"});
            QVERIFY(shell.waitForFinished(60000));
            QVERIFY2(shell.exitCode() == 0, streams);
        }
    }

    void whatIsNotThereIsAnErrorWithASentence() {
        const Bolusctl ctl;
        const QList<QStringList> missing{{"import", ctl.path("nowhere")},
                                         {"report", "import", ctl.path("nowhere.txt")},
                                         {"report", "show", "12"},
                                         {"phase", "set", "12", "1.2.3", "arterial"},
                                         {"case", "reorder", "12", "1.2.3"},
                                         {"case", "undo"},
                                         {"attention", "12"},
                                         {"model", "activate", "nobody"},
                                         {"model", "import", ctl.path("nowhere.safetensors")},
                                         {"evaluate", "--model", "nobody", "--phantom", "2"}};
        Requests requests(ctl);
        for (const QStringList& arguments : missing) {
            const QJsonObject answer = requests.ask(arguments);
            const QString what = arguments.join(' ');
            QVERIFY2(answer["exit"].toInt() == 1, qPrintable(what));
            QVERIFY2(answer["code"].toString() == "not_found", qPrintable(what));
            QVERIFY2(answer["message"].toString().endsWith('.'), qPrintable(what));
        }
        QCOMPARE(ctl.run(missing[0]).exit, 1);
    }

    void globalOptionsMayFollowTheCommand() {
        const Bolusctl ctl;
        QVERIFY(QDir().mkpath(ctl.library()));
        const Ended ended = ctl.runPlain({"cases", "--library", ctl.library(), "--json"});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["cases"].toInt(-1), 0);
    }

    void figuresAsTextHaveTheirIntervals() {
        Bolusctl ctl;
        ctl.provideModel();
        QByteArray text;
        const Ended ended = ctl.runPlain({"--library", ctl.library(), "evaluate", "--phantom", "3",
                                          "--model", ctl.path("tiny.safetensors")},
                                         &text);
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        for (const char* search : {"text to image", "image to text"}) {
            const QRegularExpression line(
                QString("^3 +%1( +[0-9.]+ \\[[0-9.]+, [0-9.]+\\]){3}$").arg(search),
                QRegularExpression::MultilineOption);
            QVERIFY2(line.match(QString::fromUtf8(text)).hasMatch(), text.constData());
        }
    }

    void aPhraseMayBeTheNameOfACommand() {
        const Bolusctl ctl;
        QVERIFY(QDir().mkpath(ctl.library()));
        const Ended ended = ctl.run({"search", "verify"});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["hits"].toInt(-1), 0);
    }

    void aMistypedLibraryIsNotAnEmptyOne() {
        const Bolusctl ctl;
        for (const QStringList& arguments :
             {QStringList{"cases"}, QStringList{"search", "cyst"}, QStringList{"verify"}}) {
            const Ended ended = ctl.run(arguments);
            QCOMPARE(ended.exit, 1);
            QCOMPARE(ended.errorCode(), QString("not_found"));
            QVERIFY(ended.last()["message"].toString().contains(ctl.library()));
        }
        QVERIFY(!QDir(ctl.library()).exists());
    }

    void theDefaultLibraryIsTheUsersOwn() {
        const Bolusctl ctl;
        const Ended ended = ctl.runPlain({"--json", "cases"});
        QCOMPARE(ended.exit, 0);
        QVERIFY(QFile::exists(ctl.path(".local/share/bolus/library/library.sqlite")));
    }

    void peopleGetATable() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("portal", 5, "Portal venous phase");
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        QByteArray text;
        const Ended ended = ctl.runPlain({"--library", ctl.library(), "cases"}, &text);
        QCOMPARE(ended.exit, 0);
        QVERIFY(ended.events.isEmpty()); // no JSON unless asked for
        const QList<QByteArray> lines = text.split('\n');
        QVERIFY(lines[0].startsWith("CASE"));
        QVERIFY(lines[1].contains("TEST-1"));
        QVERIFY(lines[1].contains("portal_venous"));
    }

    void doctorNamesWhatItFinds() {
        const Bolusctl ctl;
        const Ended ended = ctl.run({"doctor"});
        QStringList names;
        bool allOk = true;
        for (const QJsonObject& item : ended.of("item")) {
            names.append(item["name"].toString());
            allOk = allOk && item["ok"].toBool();
        }
        for (const char* name :
             {"version", "device", "blas", "library", "model", "reader", "disk", "display"}) {
            QVERIFY2(names.contains(name), name);
        }
        QCOMPARE(ended.result()["ok"].toBool(true), allOk);
        QCOMPARE(ended.exit, allOk ? 0 : 1);
        QVERIFY(!QDir(ctl.library()).exists());
    }
};

QTEST_GUILESS_MAIN(CommandsTest)
#include "test_commands.moc"
