// Nothing of a patient in what bolusctl logs: stderr ends in terminals' histories and tickets.
#include <QDir>
#include <QFile>
#include <QtTest>

#include "tests/app/Bolusctl.h"

class PrivacyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void logsHoldNoPatient() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam/portal", 3, "Portal venous phase");
        QCOMPARE(QProcess::execute("dcmodify", {"-nb", "-i", "(0010,0010)=Secretname^Jane", "-i",
                                                "(0010,0020)=PID4711", "-i", "(0010,0030)=19500607",
                                                folder + "/" + firstFile(folder)}),
                 0); // one file says another name than the others: worth a warning
        write(ctl.path("exam/broken.dcm"), QByteArray(128, '\0') + "DICM" +
                                               QByteArray("PN\x0e\0", 4) + "Secretname^Joe" +
                                               QByteArray(40, 'x'));
        write(ctl.path("exam/report.txt"),
              "Patient: Secretname, Jane\nPatient ID: PID4711\nFINDINGS: Liver normal.\n");
        write(ctl.path("exam/reports.csv"),
              "patient_name,accession_number,report\n\"Secretname, Jane\",A99,\"Cyst.\"\n");
        QByteArray logged;
        for (const QStringList& command : {QStringList{"import", ctl.path("exam")},
                                           {"import", ctl.path("exam")},
                                           {"cases", "--filter", "secretname"},
                                           {"search", "cyst"},
                                           {"verify"},
                                           {"doctor"},
                                           {"case", "merge", "1", "99"}}) {
            const Ended ended = ctl.run(QStringList{"--verbose"} + command);
            QVERIFY2(!ended.crashed, qPrintable(command.join(' ')));
            logged += ended.standardError.toLower();
        }
        for (const char* secret : {"secretname", "pid4711", "19500607", "test^one", "test-1"}) {
            QVERIFY2(!logged.contains(secret), logged.constData());
        }
    }

private:
    static void write(const QString& path, const QByteArray& content) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    static QString firstFile(const QString& folder) {
        return QDir(folder).entryList(QDir::Files, QDir::Name).value(0);
    }
};

QTEST_GUILESS_MAIN(PrivacyTest)
#include "test_privacy.moc"
