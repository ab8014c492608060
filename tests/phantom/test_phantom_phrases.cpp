// The phrase tables: what each set may say, and that no two sets say the same.
#include <set>

#include <QRegularExpression>
#include <QtTest>

#include "engine/phantom/ReportPhrases.h"

using namespace bolus;
using namespace bolus::phantom;

namespace {

constexpr std::array sets{PhantomSet::Training, PhantomSet::Validation, PhantomSet::Test};
constexpr std::array clauses{"pre", "art", "pv", "del"};

std::string_view sectionOf(const std::string& path) {
    return std::string_view(path).substr(0, path.find('/'));
}

/// All that a phrase with choices can become, with and without what depends on a size.
QStringList expanded(const QString& phrase) {
    static const QRegularExpression choice("\\[([^\\]]*)\\]"), optional("<[^>]*>");
    const auto match = choice.match(phrase);
    if (match.hasMatch()) {
        QStringList all;
        for (const QString& one : match.captured(1).split('|')) {
            all += expanded(
                QString(phrase).replace(match.capturedStart(), match.capturedLength(), one));
        }
        return all;
    }
    return {QString(phrase).remove(optional), QString(phrase).remove('<').remove('>')};
}

QStringList phrasesOf(const PhraseBook& book,
                      const std::function<bool(const std::string&)>& wanted) {
    QStringList all;
    for (const auto& [path, phrases] : book.all()) {
        for (const std::string_view phrase : wanted(path) ? phrases : Phrases()) {
            all += expanded(QString::fromUtf8(phrase.data(), qsizetype(phrase.size())));
        }
    }
    return all;
}

/// Complaints are the patient's, and headings are no sentences.
bool isSentence(const std::string& path) {
    return sectionOf(path) != "complaint" && !path.ends_with("_head");
}

QString normalised(const QString& phrase) {
    static const QRegularExpression subject("\\b(it|they)\\b"), space("[\\s.]+");
    return phrase.toLower().replace(subject, "{it}").replace(space, " ").trimmed();
}

std::set<QString> wordsOf(const QStringList& phrases) {
    static const QRegularExpression slot("\\{\\w+\\}"), apart("[^a-z]+");
    std::set<QString> words;
    for (const QString& phrase : phrases) {
        const QStringList parts =
            QString(phrase).remove(slot).toLower().split(apart, Qt::SkipEmptyParts);
        words.insert(parts.begin(), parts.end());
    }
    return words;
}

std::size_t variants(const PhraseBook& book, const char* token, const std::string& key) {
    std::set<QString> all;
    for (const auto& phrase : phrasesOf(book, [&](const std::string& path) {
             const std::string whole = std::string(token) + "/" + key;
             return path == whole || path.starts_with(whole + "@");
         })) {
        all.insert(normalised(phrase));
    }
    return all.size();
}

} // namespace

class PhantomPhrasesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTwoSetsShareASentence() {
        std::map<QString, PhantomSet> owner;
        for (const PhantomSet set : sets) {
            for (const QString& phrase : phrasesOf(phraseBook(set), isSentence)) {
                const auto [at, isNew] = owner.emplace(normalised(phrase), set);
                QVERIFY2(isNew || at->second == set, qPrintable(phrase));
            }
        }
        QVERIFY(owner.size() > 2500);
    }

    void heldOutWordsOccurInTraining() {
        const auto any = [](const std::string&) { return true; };
        std::set<QString> known = wordsOf(phrasesOf(phraseBook(PhantomSet::Training), any));
        known.merge(wordsOf(phrasesOf(sharedPhrases(), any)));
        for (const PhantomSet set : {PhantomSet::Validation, PhantomSet::Test}) {
            for (const QString& word : wordsOf(phrasesOf(phraseBook(set), any))) {
                QVERIFY2(known.contains(word), qPrintable(word));
            }
        }
    }

    void trainingVariesEachFinding() {
        const PhraseBook& book = phraseBook(PhantomSet::Training);
        const std::size_t frames = variants(book, "frames", "sum");
        for (std::size_t f = 1; f < findingCount; ++f) {
            const char* token = findingToken(static_cast<Finding>(f));
            QVERIFY2(variants(book, token, "lead") >= 6, token);
            QVERIFY2(variants(book, token, "sum") + frames >= 5, token);
            for (const char* clause : clauses) {
                QVERIFY2(variants(book, token, clause) >= 4, token);
                QVERIFY2(variants(book, token, std::string(".") + clause) >= 1, token);
            }
        }
        QVERIFY(variants(book, "frames", "phase") >= 5);
        QVERIFY(variants(book, "frames", "technique") >= 5);
    }

    void everySetSpeaksOfEveryFinding() {
        for (const PhantomSet set : sets) {
            const PhraseBook& book = phraseBook(set);
            for (std::size_t f = 1; f < findingCount; ++f) {
                const char* token = findingToken(static_cast<Finding>(f));
                QVERIFY2(variants(book, token, "lead") >= 3, token);
                QVERIFY2(variants(book, token, "sum") >= 2, token);
                for (const char* clause : clauses) {
                    QVERIFY2(!book.of(token, clause).empty(), token);
                    QVERIFY2(!book.of(token, std::string(".") + clause).empty(), token);
                }
                QVERIFY2(!sharedPhrases().of(token, "topics").empty(), token);
                QVERIFY2(variants(sharedPhrases(), token, "named") > 0, token);
                QVERIFY2(variants(sharedPhrases(), token, ".named") > 0, token);
                QVERIFY2(variants(sharedPhrases(), token, "it") > 0, token);
            }
        }
    }

    void everySetSpeaksOfEveryNormalOrgan() {
        const PhraseBook& training = phraseBook(PhantomSet::Training);
        for (const auto& [path, phrases] : training.all()) {
            if (sectionOf(path) != "normal" || path == "normal/short") {
                continue;
            }
            const std::string key = path.substr(path.find('/') + 1);
            QVERIFY2(key.starts_with('.') || phrases.size() >= 5, path.c_str());
            for (const PhantomSet set : sets) {
                QVERIFY2(!phraseBook(set).of("normal", key).empty(), path.c_str());
            }
        }
    }

    void marksAreBalanced() {
        for (const PhantomSet set : sets) {
            for (const auto& [path, phrases] : phraseBook(set).all()) {
                for (const std::string_view phrase : phrases) {
                    int choice = 0, optional = 0, slot = 0;
                    for (const char c : phrase) {
                        choice += (c == '[') - (c == ']');
                        optional += (c == '<') - (c == '>');
                        slot += (c == '{') - (c == '}');
                        QVERIFY2(choice >= 0 && choice < 2 && optional >= 0 && optional < 2 &&
                                     slot >= 0 && slot < 2,
                                 path.c_str());
                    }
                    QVERIFY2(choice == 0 && optional == 0 && slot == 0, path.c_str());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(PhantomPhrasesTest)
#include "test_phantom_phrases.moc"
