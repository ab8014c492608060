// What searching says of vectors, folders and an index that are not as they should be.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <QtTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include "tests/app/Bolusctl.h"

class SearchNotesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_ctl.provideModel();
        m_ctl.run({"phantom", m_ctl.path("dicom"), "--cases", "4", "--seed", "12"});
        m_ctl.run({"import", m_ctl.path("dicom")});
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(), 4);
    }

    void oneExamOfSeveralInAFolderIsNamed() {
        const QString notes = notesOf({"similar", m_ctl.path("dicom"), "--all"});
        QVERIFY2(notes.contains("The folder holds 4 exams"), qPrintable(notes));
        QVERIFY(!notesOf({"similar", "1", "--all"}).contains("folder"));
    }

    void vectorsThatCannotBeSearchedAreNamed() {
        QVERIFY(!notesOf({"search", "liver"}).contains("cannot be searched"));
        change("library.sqlite", "UPDATE vector SET data = x'0000c07f' WHERE case_id = 1");
        const QString notes = notesOf({"search", "liver"});
        QVERIFY2(notes.contains("One case has a vector that cannot be searched"),
                 qPrintable(notes));
        QVERIFY(!notesOf({"search", "liver", "--mode", "lexical"}).contains("vector"));
        QCOMPARE(m_ctl.run({"embed", "1"}).result()["embedded"].toInt(), 1);
        QCOMPARE(notesOf({"search", "liver"}), QString());
    }

    void indexingAnewShowsHowFar() {
        QVERIFY(!stagesOf({"cases"}).contains("index"));
        change("library.sqlite", "UPDATE search_state SET version = 'older'");
        QVERIFY(stagesOf({"cases"}).contains("index"));
        QVERIFY(!stagesOf({"cases"}).contains("index"));
    }

    void whileOthersIndexAnewSearchesSayWhatIsMissing() {
        const QString file = m_ctl.library() + "/library.indexing";
        const int other = ::open(file.toLocal8Bit(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        QCOMPARE(::flock(other, LOCK_EX | LOCK_NB), 0);
        change("library.sqlite", "UPDATE search_state SET indexed_to = 2, waiting = 2");
        QCOMPARE(notesOf({"search", "liver"}),
                 QString("The index of reports is being made anew: the words of 2 reports are not "
                         "searched yet."));
        ::close(other);
        change("library.sqlite", "UPDATE search_state SET version = 'older'");
        QVERIFY(stagesOf({"cases"}).contains("index"));
        QCOMPARE(notesOf({"search", "liver"}), QString());
    }

    void embeddingDropsWhatIsOfNoCaseAndMakesWhatIsMissing() {
        change("library.tokens.sqlite", "UPDATE grid SET signature = 7 WHERE rowid = "
                                        "(SELECT min(rowid) FROM grid)");
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(), 1);
        SQLite::Database tokens((m_ctl.library() + "/library.tokens.sqlite").toStdString());
        QCOMPARE(tokens.execAndGet("SELECT count(*) FROM grid").getInt(), 4);
        QCOMPARE(tokens.execAndGet("SELECT count(*) FROM grid WHERE signature = 7").getInt(), 0);
    }

private:
    QString notesOf(const QStringList& arguments) const {
        const Ended ended = m_ctl.run(arguments);
        QStringList notes;
        for (const QJsonValue note : ended.result()["notes"].toArray()) {
            notes.append(note.toString());
        }
        return ended.exit == 0 ? notes.join(' ') : "FAILED " + ended.standardError;
    }
    QStringList stagesOf(const QStringList& arguments) const {
        QStringList stages;
        for (const QJsonObject& progress : m_ctl.run(arguments).of("progress")) {
            stages.append(progress["stage"].toString());
        }
        return stages;
    }
    void change(const char* file, const char* sql) const {
        SQLite::Database database((m_ctl.library() + '/' + file).toStdString(),
                                  SQLite::OPEN_READWRITE);
        if (database.exec(sql) == 0) {
            qFatal("%s changes nothing", sql);
        }
    }
    Bolusctl m_ctl;
};

QTEST_GUILESS_MAIN(SearchNotesTest)
#include "test_search_notes.moc"
