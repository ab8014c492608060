// Where torch's exceptions become errors. Internal to engine/*.cpp.
#pragma once

#include <new>
#include <string>
#include <utility>

#include <c10/util/Exception.h>

#include "library/domain/Result.h"

namespace bolus {

/// Runs `operation`, which returns a Result; what it throws comes back as an Error whose sentence
/// starts with `doing`, as in "The case could not be encoded".
template<typename Operation>
auto catchingTorch(const char* doing, Operation&& operation) -> decltype(operation()) {
    const auto because = [&](ErrorCode code, std::string why) {
        return fail(code, std::string(doing) + ": " + why.substr(0, why.find('\n')) + ".");
    };
    try {
        return std::forward<Operation>(operation)();
    } catch (const c10::Error& error) {
        return because(ErrorCode::Model, error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        return because(ErrorCode::TooLarge, "there is not enough memory");
    } catch (const std::exception& error) {
        return because(ErrorCode::Model, error.what());
    }
}

} // namespace bolus
