// What sentences assert of their words, against what a reader says, in assertions.txt.
#include <fstream>

#include <QtTest>

#include "library/reports/Sentences.h"

using namespace bolus;

class AssertionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsOfSentences_data() {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("assertion");
        std::ifstream file(BOLUS_SOURCE_DIR "/tests/store/assertions.txt");
        QVERIFY(file.is_open());
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line.starts_with('#')) {
                continue;
            }
            const QStringList parts = QString::fromStdString(line).split(QStringLiteral(" | "));
            QCOMPARE(parts.size(), 3);
            QTest::addRow("%s", line.c_str()) << parts[0] << parts[1] << parts[2];
        }
    }
    void wordsOfSentences() {
        QFETCH(QString, sentence);
        QFETCH(QString, word);
        QFETCH(QString, assertion);
        const std::size_t at = sentence.toStdString().find(word.toStdString());
        QVERIFY(at != std::string::npos);
        const std::size_t offsets[]{at};
        const auto found = assertionsAt(sentence.toStdString(), offsets).front();
        QCOMPARE(QString(assertionToken(found)), assertion);
    }

    void tokensAreReadBack() {
        for (const Assertion one : {Assertion::Present, Assertion::Absent, Assertion::Uncertain,
                                    Assertion::Historical, Assertion::SomeoneElse}) {
            QVERIFY(assertionFromToken(assertionToken(one)) == one);
        }
        QVERIFY(!assertionFromToken("").has_value());
        QVERIFY(!assertionFromToken("denied").has_value());
    }

    void leastTrueOfSeveral() {
        using enum Assertion;
        const auto of = [](std::vector<Assertion> several) { return mostDenying(several); };
        QCOMPARE(of({}), Present);
        QCOMPARE(of({Present, Uncertain}), Uncertain);
        QCOMPARE(of({Uncertain, Historical, Present}), Historical);
        QCOMPARE(of({Historical, SomeoneElse}), SomeoneElse);
        QCOMPARE(of({SomeoneElse, Absent, Present}), Absent);
    }

    /// "Breast cancer" below "Family history" is not the patient's, in every sentence of it.
    void headingsThatSayWhoseAndWhen() {
        const auto sentences = splitReport("FAMILY HISTORY: Breast cancer. Gout.\n"
                                           "PAST MEDICAL HISTORY:\nHCC.\nFINDINGS: HCC.");
        QCOMPARE(sentences.size(), std::size_t(4));
        QCOMPARE(sentences[0].text, std::string("FAMILY HISTORY: Breast cancer."));
        QCOMPARE(sentences[0].assertion, Assertion::SomeoneElse);
        QCOMPARE(sentences[1].assertion, Assertion::SomeoneElse);
        QCOMPARE(sentences[1].section, Section::History);
        QCOMPARE(sentences[2].assertion, Assertion::Historical);
        QCOMPARE(sentences[3].text, std::string("HCC."));
        QCOMPARE(sentences[3].assertion, Assertion::Present);
    }

    void anyBytesAreUnderstood_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray sentences[] = {"",
                                        "?",
                                        "-- : ( ) [ ]",
                                        "((((((no",
                                        "no",
                                        "no no not without never none",
                                        "mother",
                                        "history of",
                                        "previously seen",
                                        "\xE2\x80",
                                        "\xE2",
                                        "\xEF\xBC",
                                        "no \xFF\xFE\x80 cyst",
                                        QByteArray("no ").repeated(1300),
                                        QByteArray("(no ").repeated(1000),
                                        QByteArray("cannot be excluded, ").repeated(200),
                                        QByteArray("previous ").repeated(400),
                                        QByteArray("in the previous CT ").repeated(200),
                                        QByteArray(4000, 'x'),
                                        QByteArray("\xF0\x9F\x98\x80").repeated(1000)};
        int number = 0;
        for (const QByteArray& bytes : sentences) {
            QTest::addRow("%d", number++) << bytes;
        }
    }
    void anyBytesAreUnderstood() {
        QFETCH(QByteArray, bytes);
        const std::string sentence = bytes.toStdString();
        std::vector<std::size_t> offsets;
        for (std::size_t at = 0; at <= sentence.size(); ++at) {
            offsets.push_back(at);
        }
        QCOMPARE(assertionsAt(sentence, offsets).size(), offsets.size());
        assertionOf(sentence);
    }
};

QTEST_GUILESS_MAIN(AssertionsTest)
#include "test_assertions.moc"
