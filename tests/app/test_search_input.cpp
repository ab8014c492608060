// What a person may type into the search: each phrase is answered with hits that are right or with
// a sentence, and the library is as it was.
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

/// What may be expected of a phrase.
enum class Answer { Found, Denied, Listed, Sentence };

QString repeated(const char* text, int times) {
    return QString::fromUtf8(text).repeated(times);
}

} // namespace

Q_DECLARE_METATYPE(Answer)

class SearchInputTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QCOMPARE(m_ctl.run({"import", m_ctl.makeSeries("portal", 3, "Portal venous phase")}).exit,
                 0);
        QFile file(m_ctl.path("report.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("Accession Number: A1\n\nFINDINGS: Hepatocellular carcinoma of 3.2 cm in "
                   "segment VIII with washout. No ascites.\nIMPRESSION: HCC.\n");
        file.close();
        QCOMPARE(m_ctl.run({"report", "import", file.fileName()}).result()["matched"].toInt(), 1);
    }

    void phrases_data() {
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<Answer>("answer");
        const std::tuple<const char*, QString, Answer> rows[] = {
            {"empty", "", Answer::Sentence},
            {"spaces", " \t ", Answer::Sentence},
            {"punctuation", "... -- \"\" '", Answer::Sentence},
            {"only excluded", "-carcinoma", Answer::Sentence},
            {"one letter", "c", Answer::Listed},
            {"one digit", "3", Answer::Listed},
            {"a word", "carcinoma", Answer::Found},
            {"capitals", "CARCINOMA", Answer::Found},
            {"denied in the report", "no ascites", Answer::Denied},
            {"open quote", "\"carcinoma", Answer::Found},
            {"quote within", "carci\"noma", Answer::Listed},
            {"prefix operator", "carcinoma*", Answer::Found},
            {"first operator", "^carcinoma", Answer::Found},
            {"near", "NEAR(carcinoma washout, 5)", Answer::Found},
            {"or", "carcinoma OR", Answer::Found},
            {"and not", "carcinoma AND", Answer::Found},
            {"brackets", "((carcinoma)", Answer::Found},
            {"column", "text:carcinoma", Answer::Listed},
            {"columns", "{text codes} : carcinoma", Answer::Found},
            {"plus", "carcinoma + washout", Answer::Found},
            {"SQL", "'; DROP TABLE sentence; --", Answer::Listed},
            {"SQL within quotes", "carcinoma\" OR \"1\"=\"1", Answer::Listed},
            {"SQL comment", "carcinoma /* */", Answer::Found},
            {"wildcards", "carcinoma % _ ?", Answer::Found},
            {"format", "carcinoma %s %n {} \\0", Answer::Found},
            {"path", "../../etc/passwd", Answer::Listed},
            {"emoji alone", QString::fromUtf8("\xF0\x9F\x98\x80"), Answer::Listed},
            {"emoji and word", QString::fromUtf8("carcinoma \xF0\x9F\x98\x80"), Answer::Found},
            {"Arabic", QString::fromUtf8("\u0643\u064a\u0633 \u0641\u064a"), Answer::Listed},
            {"Hebrew and word", QString::fromUtf8("\u05db\u05d1\u05d3 carcinoma"), Answer::Found},
            {"override mark", QString::fromUtf8("\u202ecarcinoma\u202c"), Answer::Listed},
            {"Chinese", QString::fromUtf8("\u809d\u764c"), Answer::Listed},
            {"German", QString::fromUtf8("Leberzellkarzinom ohne Aszites"), Answer::Listed},
            {"combining marks", QString::fromUtf8("ca\u0301rcinoma"), Answer::Found},
            {"line breaks", "carcinoma\r\nwashout", Answer::Found},
            {"no words but denials", "no no not without", Answer::Listed},
            {"size", "carcinoma > 2 cm", Answer::Found},
            {"senseless size", "carcinoma > 99999999999999999999999 cm", Answer::Listed},
            {"negative size", "carcinoma < -5 mm", Answer::Listed},
            {"10,000 letters", repeated("x", 10000), Answer::Listed},
            {"10,000 letters of words", repeated("carcinoma ", 1000), Answer::Found},
            {"10,000 quotes", repeated("\"", 10000), Answer::Sentence},
            {"10,000 dashes", repeated("-", 10000), Answer::Sentence},
            {"10,000 emoji", repeated("\xF0\x9F\x98\x80", 10000), Answer::Listed},
            {"10,000 brackets", repeated("(", 10000) + "carcinoma", Answer::Listed},
            {"10,000 digits", "carcinoma " + repeated("9", 10000) + " cm", Answer::Listed},
        };
        for (const auto& [name, phrase, answer] : rows) {
            QTest::newRow(name) << phrase << answer;
        }
    }
    void phrases() {
        QFETCH(QString, phrase);
        QFETCH(Answer, answer);
        const Ended ended = m_ctl.run({"search", "--mode", "lexical", "--", phrase});
        QVERIFY(!ended.crashed);
        if (ended.exit != 0) {
            const QString message = ended.last()["message"].toString();
            QVERIFY2(answer == Answer::Sentence || answer == Answer::Listed, qPrintable(message));
            QVERIFY(ended.errorCode() == "bad_input" || ended.errorCode() == "usage");
            QVERIFY(message.endsWith('.') && message.size() < 400); // a sentence, not an echo
            return;
        }
        QVERIFY(answer != Answer::Sentence);
        const auto hits = ended.of("item");
        QCOMPARE(ended.result()["hits"].toInt(-1), hits.size());
        QVERIFY(hits.size() <= 1);
        if (answer == Answer::Found || answer == Answer::Denied) {
            QCOMPARE(hits.size(), 1);
            QCOMPARE(hits[0]["assertion"].toString(),
                     QString(answer == Answer::Found ? "present" : "absent"));
        }
    }

    /// A filter is typed as freely as a phrase.
    void filters_data() {
        QTest::addColumn<QString>("filter");
        for (const char* filter :
             {"", " ", ":", "tag:", ":tag", "-", "id:x", "id:99999999999999999999",
              "'; DROP TABLE cases; --", "\"", "modality:\"", "year:-1", "age:999-0",
              "phase:nothing", "\xF0\x9F\x98\x80"}) {
            QTest::newRow(filter) << QString::fromUtf8(filter);
        }
        QTest::newRow("long") << repeated("modality:CT ", 900);
    }
    void filters() {
        QFETCH(QString, filter);
        const Ended ended =
            m_ctl.run({"search", "carcinoma", "--mode", "lexical", "--filter", filter});
        QVERIFY(!ended.crashed && (ended.exit == 0 || ended.exit == 1 || ended.exit == 2));
        if (ended.exit == 0) {
            QVERIFY(ended.of("item").size() <= 1);
        } else {
            QVERIFY(ended.errorCode() == "usage" || ended.errorCode() == "bad_input");
            QVERIFY(ended.last()["message"].toString().contains('.'));
        }
    }

    /// JSON can hold what a command line cannot.
    void throughServe() {
        m_ctl.provideModel();
        Requests serve(m_ctl);
        const QString cut = QStringLiteral("carcinoma") + QChar(0) + QStringLiteral(" washout");
        const QJsonObject zero = serve.ask({"search", cut, "--mode", "lexical"});
        QVERIFY(zero["event"].toString() == "result" || zero["event"].toString() == "error");
        serve.ask({"search", QString(QChar(0xD83D)) + " carcinoma"}); // no JSON: refused as a line
        QCOMPARE(serve.ask({"search", "carcinoma", "--mode", "lexical"})["hits"].toInt(), 1);
    }

    void theLibraryIsAsItWas() {
        QCOMPARE(m_ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
        QCOMPARE(m_ctl.run({"search", "carcinoma", "--mode", "lexical"}).result()["hits"].toInt(),
                 1);
    }

private:
    Bolusctl m_ctl;
};

QTEST_GUILESS_MAIN(SearchInputTest)
#include "test_search_input.moc"
