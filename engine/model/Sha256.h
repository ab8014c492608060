// SHA-256 (FIPS 180-4) of bytes as they pass by.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace bolus {

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::span<const std::byte> bytes);
    /// Lowercase hex; the object is of no further use.
    std::string finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

} // namespace bolus
