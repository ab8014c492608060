// What is kept of cases' cells: how exactly, for which case, and what happens to a damaged file.
#include <cmath>

#include <SQLiteCpp/SQLiteCpp.h>

#include "library/store/TokenStore.h"
#include "tests/store/Fixture.h"

#include <QtTest>

using namespace bolus;
using namespace bolus::test;

namespace {

namespace fs = std::filesystem;

CaseTokens madeUp(std::size_t width = 5) {
    CaseTokens tokens{{Phase::Arterial, Phase::Delayed},
                      width,
                      std::vector<float>(2 * gridCells * width),
                      {{1, -2, 3}, {0.5, 0.6, 7}, {0, 0, 1, 1, 0, 0, 0, 1, 0}}};
    for (std::size_t i = 0; i < tokens.values.size(); ++i) {
        tokens.values[i] = std::sin(static_cast<float>(i)) * static_cast<float>(i % 97);
    }
    return tokens;
}

class Store {
public:
    TokenStore* operator->() { return m_store.get(); }
    fs::path folder() const { return m_root.path().toStdString(); }
    bool reopen() {
        m_store.reset();
        auto opened = TokenStore::open(folder());
        m_store = opened ? std::move(*opened) : nullptr;
        return m_store != nullptr;
    }

private:
    QTemporaryDir m_root;
    std::unique_ptr<TokenStore> m_store = std::move(*TokenStore::open(folder()));
};

void compareWithin8Bits(const CaseTokens& kept, const CaseTokens& made) {
    QCOMPARE(kept.phases, made.phases);
    QCOMPARE(kept.width, made.width);
    QCOMPARE(kept.box.origin, made.box.origin);
    QCOMPARE(kept.box.spacing, made.box.spacing);
    QCOMPARE(kept.box.direction, made.box.direction);
    QCOMPARE(kept.values.size(), made.values.size());
    for (std::size_t token = 0; token < made.values.size() / made.width; ++token) {
        float largest = 0, off = 0;
        for (std::size_t i = token * made.width; i < (token + 1) * made.width; ++i) {
            largest = std::max(largest, std::abs(made.values[i]));
            off = std::max(off, std::abs(made.values[i] - kept.values[i]));
        }
        QVERIFY(off <= largest / 254 * 1.001F);
    }
}

} // namespace

class TestTokenStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsPutIsFoundWithin8Bits() {
        Store store;
        VERIFY_OK(store->put("model", -5, madeUp()));
        QVERIFY(store.reopen());
        const auto found = store->find("model", -5);
        VERIFY_OK(found);
        QVERIFY(found->has_value());
        compareWithin8Bits(**found, madeUp());
        QVERIFY(!store->find("model", 5)->has_value());
        QVERIFY(!store->find("other", -5)->has_value());
    }
    void aLaterOneReplacesAnEarlier() {
        Store store;
        VERIFY_OK(store->put("model", 1, madeUp(5)));
        VERIFY_OK(store->put("model", 1, madeUp(3)));
        QCOMPARE(store->find("model", 1)->value().width, std::size_t{3});
    }
    void onlyWhatIsInUseIsKept() {
        Store store;
        for (const std::int64_t signature : {1, 2, 3}) {
            VERIFY_OK(store->put("model", signature, madeUp()));
            VERIFY_OK(store->put("other", signature, madeUp()));
        }
        VERIFY_OK(store->drop("model", {1, 3, 7}));
        QCOMPARE(store->signatures("model").value(), std::set<std::int64_t>{2});
        QCOMPARE(store->signatures("other").value(), (std::set<std::int64_t>{1, 2, 3}));
        VERIFY_OK(store->removeModel("other"));
        QVERIFY(store->signatures("other")->empty());
    }
    void phasesAreChosenInTheCasesOrder() {
        const CaseTokens made = madeUp();
        const CaseTokens late = onlyPhases(made, std::vector{Phase::Delayed, Phase::PreContrast});
        QCOMPARE(late.phases, std::vector<Phase>{Phase::Delayed});
        QCOMPARE(late.values.size(), made.values.size() / 2);
        QCOMPARE(late.values.front(), made.values[gridCells * made.width]);
        QVERIFY(onlyPhases(made, {}).phases.empty());
    }
    void nobodyElseReadsThem() {
        Store store;
        const auto rights = fs::status(TokenStore::fileIn(store.folder())).permissions();
        QCOMPARE(rights, fs::perms::owner_read | fs::perms::owner_write);
    }
    void whatIsNoSuchBlobIsRefused_data() {
        QTest::addColumn<int>("at");
        QTest::addColumn<int>("value");
        QTest::newRow("magic") << 0 << int('X');
        QTest::newRow("width") << 7 << 0x7f;
        QTest::newRow("no width") << 4 << 0;
        QTest::newRow("phase") << 8 << 77;
        QTest::newRow("fewer phases than tokens") << 9 << 0xff;
        QTest::newRow("box") << 16 + 7 << 0x7f; // with 0xf0 before it: not a number
        QTest::newRow("scale") << 136 + 3 << 0x7f;
    }
    void whatIsNoSuchBlobIsRefused() {
        QFETCH(int, at);
        QFETCH(int, value);
        auto bytes = packTokens(madeUp());
        QVERIFY(unpackTokens(bytes));
        bytes[static_cast<std::size_t>(at) - (at % 4 == 3 ? 1 : 0)] = at % 4 == 3 ? 0xf8 : value;
        bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(value);
        const auto tokens = unpackTokens(bytes);
        QVERIFY(!tokens);
        QCOMPARE(tokens.error().code, ErrorCode::BadInput);
    }
    void whatIsCutShortIsRefused() {
        const auto bytes = packTokens(madeUp());
        for (const std::size_t size : {std::size_t{0}, std::size_t{135}, bytes.size() - 1}) {
            QVERIFY(!unpackTokens(std::span(bytes).first(size)));
        }
    }
    void aDamagedOneIsAsGoodAsNone() {
        Store store;
        VERIFY_OK(store->put("model", 1, madeUp()));
        VERIFY_OK(store->put("model", 2, madeUp()));
        {
            SQLite::Database file(TokenStore::fileIn(store.folder()).string(),
                                  SQLite::OPEN_READWRITE);
            file.exec("UPDATE grid SET data = x'00' WHERE signature = 1");
        }
        const auto damaged = store->find("model", 1);
        VERIFY_OK(damaged);
        QVERIFY(!damaged->has_value());
        QVERIFY(store->find("model", 2)->has_value());
        QCOMPARE(store->signatures("model").value(), std::set<std::int64_t>{2}); // made anew
    }
    void aDamagedFileIsToldAndMayBeDeleted() {
        Store store;
        VERIFY_OK(store->put("model", 1, madeUp()));
        QVERIFY(store->verify()->empty());
        const fs::path folder = store.folder();
        {
            const QTemporaryDir other;
            const fs::path file = TokenStore::fileIn(other.path().toStdString());
            writeFile(file, std::string(100000, 'x'));
            const auto opened = TokenStore::open(other.path().toStdString());
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::Storage);
            QVERIFY(opened.error().message.find("Delete it") != std::string::npos);
            QVERIFY(opened.error().message.find("library.tokens.sqlite") != std::string::npos);
            fs::remove(file);
            VERIFY_OK(TokenStore::open(other.path().toStdString()));
        }
    }
};

QTEST_APPLESS_MAIN(TestTokenStore)
#include "test_token_store.moc"
