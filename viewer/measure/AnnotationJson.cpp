// The form in which annotations are kept.
#include <nlohmann/json.hpp>

#include "viewer/measure/Annotation.h"

namespace bolus {

namespace {

using nlohmann::json;
constexpr int version = 1;

/// 0 where it is none that a person could read.
int numberOf(const json& value) {
    const auto number = value.is_number_integer() ? value.get<std::int64_t>() : 0;
    return number >= 1 && number <= highestNumber ? static_cast<int>(number) : 0;
}

/// Of a series with several volumes; -1 where an older Bolus did not keep it.
int partOf(const json& object) {
    const auto part = object.find("part");
    return part != object.end() && part->is_number_unsigned() &&
                   part->get<std::uint64_t>() < 1'000'000
               ? part->get<int>()
               : -1;
}

Annotation read(const json& object) {
    Annotation a;
    a.shape = shapeFromToken(object.at("shape").get<std::string>()).value();
    a.number = numberOf(object.at("number"));
    a.points = object.at("points").get<std::vector<Vec3>>();
    a.part = partOf(object);
    a.frame.right = object.at("right").get<Vec3>();
    a.frame.up = object.at("up").get<Vec3>();
    a.frame.next = object.at("next").get<Vec3>();
    return a;
}

} // namespace

std::string annotationJson(const Annotation& a) {
    json object{{"version", version},  {"shape", shapeToken(a.shape)}, {"number", a.number},
                {"points", a.points},  {"right", a.frame.right},       {"up", a.frame.up},
                {"next", a.frame.next}};
    if (a.part >= 0) {
        object["part"] = a.part;
    }
    return object.dump();
}

Result<Annotation> annotationFromJson(std::string_view text) {
    const std::string damaged = "A kept measurement cannot be read; it is left as it is.";
    try {
        const json object = json::parse(text);
        const json& made = object.at("version");
        if (!made.is_number_integer()) {
            return fail(ErrorCode::BadInput, damaged);
        }
        if (made.get<std::int64_t>() > version) {
            return fail(ErrorCode::BadInput, "A measurement was made with a newer Bolus; it is "
                                             "kept, and shown there.");
        }
        Annotation annotation = read(object);
        return annotation.isValid() ? Result<Annotation>(std::move(annotation))
                                    : fail(ErrorCode::BadInput, damaged);
    } catch (const std::exception&) { // not JSON, not this shape, or no such token
        return fail(ErrorCode::BadInput, damaged);
    }
}

} // namespace bolus
