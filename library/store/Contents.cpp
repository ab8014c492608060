// How much is in the library.
#include "library/store/ObjectKind.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

Result<LibraryContents> SqliteLibrary::contents() {
    return m_database->read([&]() -> Result<LibraryContents> {
        LibraryContents contents;
        const auto count = [this](const char* sql) {
            auto rows = query(sql);
            rows.next();
            return rows.integer(0);
        };
        contents.series = count("SELECT count(DISTINCT series_uid) FROM volume");
        contents.cases = count("SELECT count(*) FROM cases");
        contents.split = count("SELECT count(*) FROM volume WHERE split_cause <> 'none'");
        auto rows = query("SELECT s.sop_class_uid, s.has_pixels, (SELECT count(*) FROM instance "
                          "WHERE series = s.id) FROM series s");
        while (rows.next()) {
            const bool isObject = !objectKind(rows.text(0), rows.integer(1) != 0).empty();
            contents.objects += isObject ? rows.integer(2) : 0;
        }
        return contents;
    });
}

Result<std::string> SqliteLibrary::made() {
    return m_database->read([&]() -> Result<std::string> {
        auto rows = query("SELECT min(applied) FROM migration");
        return rows.next() ? rows.text(0) : std::string();
    });
}

} // namespace bolus
