// SPDX-License-Identifier: MIT OR Apache-2.0
// rmetacrc: finds the verb, opens the output, turns errors into one line on stderr and exit code 2.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "rmeta/cli/options.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/output.hpp"
#include "shorten.hpp"

namespace {

using namespace rmeta;

// A standard stream that was closed before we started would be given to the first file we open, and an error message
// would end up in the user's data. Fill the gap with something that cannot be used by mistake: writing to a closed
// stdout stays an error, because what stands in for it is open for reading only.
void guard_standard_streams() {
  for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
  }
}

/// Faults seen deep inside do not know the file; with one input there is no doubt.
cli::Exit run_verb(const cli::CommandLine& line, report::Output& out) {
  try {
    return line.verb->run(line.options, out);
  } catch (Error& error) {
    if (error.offset() && line.options.files.size() == 1) error.file(line.options.files.front());
    throw;
  }
}

cli::Exit run(const std::vector<std::string>& arguments) {
  auto verbs = cli::verb_table();
  cli::CommandLine line = cli::parse(verbs, arguments);
  const cli::Options& options = line.options;
  if (options.help || options.version || line.generated) {
    report::Output out;
    out.write(line.generated.value_or(""));
    if (options.version) out.write("rmetacrc " RMETA_VERSION "\n");
    if (options.help) out.write(line.verb_given ? cli::usage(*line.verb) : cli::usage(verbs));
    out.commit();
    return cli::Exit::Ok;
  }
  auto with = [&](report::Output& out) {
    cli::Exit exit = run_verb(line, out);
    out.commit();
    if (options.assume_release) {
      std::string note = fmt::format("rmetacrc: note: read as release {}, as told\n", *options.assume_release);
      std::fwrite(note.data(), 1, note.size(), stderr);
    }
    if (options.target_spec) {
      std::string note = fmt::format("rmetacrc: note: target specification {}, as told\n", *options.target_spec);
      std::fwrite(note.data(), 1, note.size(), stderr);
    }
    return exit;
  };
  if (options.output && *options.output != "-") {
    report::Output out(*options.output);
    return with(out);
  }
  report::Output out;
  return with(out);
}

int complain(const std::string& what) {
  std::string text = fmt::format("rmetacrc: {}\n", cli::shortened(what));
  std::fwrite(text.data(), 1, text.size(), stderr);
  return static_cast<int>(cli::Exit::Trouble);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of the write, reported like any other
  guard_standard_streams();
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const bool stands_in = argc > 0 && cli::is_gendwarfksyms(argv[0]);
    return static_cast<int>(stands_in ? cli::run_gendwarfksyms(arguments) : run(arguments));
  } catch (const Error& error) {
    return complain(error.what());
  } catch (const std::bad_alloc&) {
    return complain("out of memory");
  } catch (const std::exception& error) {
    return complain(fmt::format("internal error: {}; please report it", error.what()));
  }
}
