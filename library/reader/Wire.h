// Values as bytes between a process and its reader: both are the same build on the same machine, so
// numbers go as they lie in memory. The reading side trusts nothing: a reader may have been taken
// over by the file it read.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bolus::wire {

template<typename T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Structs are written by a function `fields(archive, value)` that lists their members once for
/// both directions.
class Packer {
public:
    template<typename... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }
    std::string take() { return std::move(m_bytes); }

private:
    void put(Number auto value) {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void put(const std::string& text) {
        put(static_cast<std::uint32_t>(text.size()));
        m_bytes += text;
    }
    void put(const std::filesystem::path& path) { put(path.native()); }
    template<typename T, std::size_t N>
    void put(const std::array<T, N>& values) {
        for (const T& value : values) {
            put(value);
        }
    }
    template<typename T>
    void put(const std::vector<T>& values) {
        put(static_cast<std::uint32_t>(values.size()));
        for (const T& value : values) {
            put(value);
        }
    }
    template<typename T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) {
            put(*value);
        }
    }
    template<typename T>
    requires std::is_class_v<T>
    void put(const T& value) { fields(*this, value); }

    std::string m_bytes;
};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : m_left(bytes) {}
    template<typename... T>
    void operator()(T&... values) {
        (get(values), ...);
    }
    /// All of it was read, and nothing is left.
    bool isComplete() const { return !m_bad && m_left.empty(); }

private:
    void get(bool& value) {
        std::uint8_t byte = 0;
        get(byte);
        value = byte != 0;
    }
    void get(Number auto& value) {
        if (m_left.size() < sizeof value) {
            m_bad = true;
            return;
        }
        std::memcpy(&value, m_left.data(), sizeof value);
        m_left.remove_prefix(sizeof value);
    }
    void get(std::string& text) {
        const std::size_t size = count(1);
        text.assign(m_left.substr(0, size));
        m_left.remove_prefix(size);
    }
    void get(std::filesystem::path& path) {
        std::string text;
        get(text);
        path = std::move(text);
    }
    template<typename T, std::size_t N>
    void get(std::array<T, N>& values) {
        for (T& value : values) {
            get(value);
        }
    }
    template<typename T>
    void get(std::vector<T>& values) {
        values.clear();
        for (std::size_t left = count(1); left > 0 && !m_bad; --left) {
            get(values.emplace_back());
        }
    }
    template<typename T>
    void get(std::optional<T>& value) {
        bool given = false;
        get(given);
        value.reset();
        if (given) {
            get(value.emplace());
        }
    }
    template<typename T>
    requires std::is_class_v<T>
    void get(T& value) { fields(*this, value); }
    /// Of things that take at least `size` bytes each: no more than there is room for.
    std::size_t count(std::size_t size) {
        std::uint32_t number = 0;
        get(number);
        if (number > m_left.size() / size) {
            m_bad = true;
            return 0;
        }
        return number;
    }

    std::string_view m_left;
    bool m_bad = false;
};

template<typename... T>
std::string pack(const T&... values) {
    Packer packer;
    packer(values...);
    return packer.take();
}

/// False where the bytes are not exactly these values.
template<typename... T>
bool unpack(std::string_view bytes, T&... values) {
    Unpacker unpacker(bytes);
    unpacker(values...);
    return unpacker.isComplete();
}

} // namespace bolus::wire
