#include <algorithm>
#include <fstream>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "engine/text/WordPiece.h"

using namespace bolus;

namespace {

std::vector<std::string> linesOf(const QString& path) {
    std::ifstream in(path.toStdString(), std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

/// Written by make_wordpiece_golden.py, an independent reference in Python.
const nlohmann::json& golden() {
    static const nlohmann::json json = [] {
        std::ifstream in(BOLUS_SOURCE_DIR "/tests/engine/golden/wordpiece.json");
        return nlohmann::json::parse(in);
    }();
    return json;
}

QString dataFolder() {
    const QString set = qEnvironmentVariable("BOLUS_TEST_DATA");
    return (set.isEmpty() ? QString(BOLUS_SOURCE_DIR "/../shared/data") : set) + "/text/";
}

QString bertVocabulary() {
    return dataFolder() + "bert_vocab/bert-base-uncased-vocab.txt";
}

void compareTexts(const WordPiece& tokenizer, const char* which) {
    for (const auto& entry : golden().at("texts")) {
        const auto text = entry.at("text").get<std::string>();
        const auto expected = entry.at(which).get<std::vector<std::int64_t>>();
        QVERIFY2(tokenizer.encode(text, 512) == expected, text.c_str());
    }
}

/// FNV-1a, 64 bit, over the ids as 32-bit little-endian numbers.
std::uint64_t hashed(std::uint64_t hash, const std::vector<std::int64_t>& ids) {
    for (const std::int64_t id : ids)
        for (int shift = 0; shift < 32; shift += 8)
            hash = (hash ^ (std::uint64_t(id) >> shift & 0xFF)) * 0x100000001B3ull;
    return hash;
}

const std::vector<std::string> smallVocabulary{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "liver", "##s"};

} // namespace

class WordPieceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ownVocabularyGivesTheReferencesIds() {
        const auto own = golden().at("own_vocabulary").get<std::vector<std::string>>();
        const auto tokenizer = WordPiece::fromVocabulary(own);
        QVERIFY(tokenizer);
        QVERIFY(golden().at("texts").size() > 20);
        compareTexts(*tokenizer, "own");
    }

    void bertVocabularyGivesTheReferencesIds() {
        if (!QFile::exists(bertVocabulary()))
            QSKIP("../shared/data/text is absent");
        const auto tokenizer = WordPiece::fromVocabulary(linesOf(bertVocabulary()));
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->vocabulary().size(), std::size_t(30522));
        compareTexts(*tokenizer, "bert");
    }

    void realReportsGiveTheReferencesIds() {
        if (!QFile::exists(bertVocabulary()))
            QSKIP("../shared/data/text is absent");
        const auto tokenizer = WordPiece::fromVocabulary(linesOf(bertVocabulary()));
        for (const auto& [name, digest] : golden().at("files").items()) {
            std::uint64_t hash = 0xCBF29CE484222325ull;
            std::size_t tokens = 0;
            QFile file(dataFolder() + QString::fromStdString(name));
            QVERIFY2(file.open(QIODevice::ReadOnly), name.c_str());
            for (const QByteArray& line : file.readAll().split('\n')) {
                const auto ids = tokenizer->encode(line.toStdString(), 512);
                tokens += ids.size();
                hash = hashed(hash, ids);
            }
            QCOMPARE(tokens, digest.at("tokens").get<std::size_t>());
            QCOMPARE(QString::number(hash, 16).rightJustified(16, '0'),
                     QString::fromStdString(digest.at("hash").get<std::string>()));
        }
    }

    void idsNeverExceedTheLimit() {
        const auto tokenizer = WordPiece::fromVocabulary(smallVocabulary);
        QVERIFY(tokenizer);
        using Ids = std::vector<std::int64_t>;
        QCOMPARE(tokenizer->encode("Livers LIVER liver", 5), (Ids{2, 4, 5, 4, 3}));
        QCOMPARE(tokenizer->encode("Livers LIVER liver", 3), (Ids{2, 4, 3}));
        QCOMPARE(tokenizer->encode("Livers", 2), (Ids{2, 3}));
        QCOMPARE(tokenizer->encode("Livers", 1), (Ids{2}));
        QCOMPARE(tokenizer->encode("Livers", 0), Ids{});
        QCOMPARE(tokenizer->encode("Livers", -7), Ids{});
    }

    void brokenUtf8IsDropped() {
        const auto tokenizer = WordPiece::fromVocabulary(smallVocabulary);
        using Ids = std::vector<std::int64_t>;
        QCOMPARE(tokenizer->encode("liv\xC3\xFF"
                                   "er",
                                   9),
                 (Ids{2, 4, 3}));
        QCOMPARE(tokenizer->encode("\xF0\x9F", 9), (Ids{2, 3}));
    }

    void hostileTextIsQuick() {
        const auto tokenizer = WordPiece::fromVocabulary(smallVocabulary);
        std::string marks = "a";
        for (int i = 0; i < 500'000; ++i)
            marks += i % 2 ? "\xCC\x81" : "\xCC\xA3"; // above, below, above, … : NFD would sort
        QCOMPARE(tokenizer->encode(marks, 512).size(), std::size_t(3));
        QCOMPARE(tokenizer->encode(std::string(4'000'000, 'b'), 512).size(), std::size_t(3));
    }

    void vocabularyWithoutSpecialTokensIsRefused() {
        const auto tokenizer = WordPiece::fromVocabulary({"[PAD]", "[UNK]", "[CLS]", "liver"});
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, ErrorCode::BadInput);
        QVERIFY(tokenizer.error().message.find("[SEP]") != std::string::npos);
        QVERIFY(!WordPiece::fromVocabulary({}));
    }

    void carriageReturnsAreTolerated() {
        std::vector<std::string> windows = smallVocabulary;
        for (std::string& token : windows)
            token += '\r';
        const auto tokenizer = WordPiece::fromVocabulary(windows);
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->vocabulary(), smallVocabulary);
    }

    void trainerMergesTheMostFrequentPairFirst() {
        // "ababab" is a ##b ##a ##b ##a ##b: in three of them (##a, ##b) and (##b, ##a) come six
        // times, (a, ##b) three times; the tie goes to the spelling "##ab".
        const auto base = trainVocabulary({}, 0);
        const auto learned = trainVocabulary({"ababab ababab", "ababab"}, base.size() + 1);
        QCOMPARE(learned.size(), base.size() + 1);
        QCOMPARE(learned.back(), std::string("##ab"));
        const auto whole = trainVocabulary({"ababab ababab", "ababab"}, base.size() + 100);
        QVERIFY(std::ranges::count(whole, "ababab") == 1);
    }

    void trainedVocabularySpellsItsTextsInFewPieces() {
        const std::vector<std::string> texts(3,
                                             "Hypervascular lesion with washout, 2.5 cm; Läsion.");
        const auto vocabulary = trainVocabulary(texts, 400);
        QVERIFY(vocabulary.size() <= 400);
        QCOMPARE(vocabulary.front(), std::string("[PAD]"));
        auto sorted = vocabulary;
        std::ranges::sort(sorted);
        QVERIFY(std::ranges::adjacent_find(sorted) == sorted.end());
        const auto tokenizer = WordPiece::fromVocabulary(vocabulary);
        QVERIFY(tokenizer);
        // hypervascular lesion with washout , 2 . 5 cm ; lasion . and the two ends
        QCOMPARE(tokenizer->encode(texts[0], 512).size(), std::size_t(14));
        const auto unseen = tokenizer->encode("qzx 77", 512);
        QVERIFY(std::ranges::count(unseen, 1) == 0); // every ASCII word can be spelled
    }

    void trainingIsDeterministic() {
        std::vector<std::string> texts{"arterial phase enhancement of the liver lesion",
                                       "delayed phase washout of the liver lesion", "肝 lesion 肝",
                                       "portal venous phase: no lesion of the spleen"};
        const auto first = trainVocabulary(texts, 160);
        std::ranges::reverse(texts);
        QCOMPARE(trainVocabulary(texts, 160), first);
        QVERIFY(std::ranges::count(first, "肝") == 1);
    }
};

QTEST_GUILESS_MAIN(WordPieceTest)
#include "test_wordpiece.moc"
