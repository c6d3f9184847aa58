using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Flex3D.Pipeline.Serving;
using Flex3D.Pipeline.Serving.Http;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d serve</c>: shows the runs below a folder in a browser, and starts and stops them.</summary>
internal static class ServeCommand
{
    /// <summary>The environment variable that holds a token.</summary>
    public const string TokenVariable = "FLEX3D_SERVE_TOKEN";

    private const int ShortestToken = 16, DefaultPort = 8473;

    public static Command Create(CommandSession session)
    {
        var root = new Option<string>("--root") { Description = "The folder of the runs, which are found some folders deep", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var port = new Option<int>("--port") { Description = "The port to listen at; 0 for any that is free", HelpName = "P", DefaultValueFactory = _ => DefaultPort };
        var address = new Option<string>("--address") { Description = "The address to listen at; any but one of this machine alone needs a token", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var token = new Option<string?>("--token-file") { Description = $"A file with the token to ask for, {ShortestToken} characters or more [default: {TokenVariable} in the environment; without it a new one, where one is needed]", HelpName = "FILE" };
        var hosts = new Option<string[]>("--host") { Description = "A name by which browsers may call this server, such as that of a proxy; may be repeated", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var readOnly = new Option<bool>("--read-only") { Description = "Show runs, and start and stop none" };
        var command = new Command("serve", """
            Shows the runs below a folder in a browser: state, rate, time left, losses and latents as they grow, the moving surface,
            log and report; starts runs from a form, pauses, resumes and stops them. Runs are processes of their own, and go on when
            the server ends. Ctrl-C ends it. docs/serve.md has the API, and how to reach it from elsewhere.

            Example: flex3d serve --root runs
                     ssh -L 8473:localhost:8473 gpu1   (elsewhere, then open http://localhost:8473)
            """) { root, port, address, token, hosts, readOnly };
        command.SetAction(async (parsed, _) =>
        {
            IPAddress at = AddressOf(parsed.GetValue(address)!);
            var request = new ServeRequest(RootOf(parsed.GetValue(root)!), at, PortOf(parsed.GetValue(port)))
            {
                Token = TokenOf(parsed.GetValue(token), IPAddress.IsLoopback(at)),
                Hosts = parsed.GetValue(hosts)!,
                ReadOnly = parsed.GetValue(readOnly),
            };
            return (int)await ServeService.RunAsync(request, session.Catalogue, session.Output, TimeProvider.System, session.Stop).ConfigureAwait(false);
        });
        return command;
    }

    private static string RootOf(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Storage.Current.FolderExists(full) ? full
            : throw new InputException("--root", null, Storage.Current.FileExists(full) ? $"the file {folder}" : $"no folder {folder}", "the folder of the runs", "make it, or name another");
    }

    private static int PortOf(int port) => port is >= 0 and <= ushort.MaxValue ? port : throw new InputException("--port", null, $"{port}", "0 to 65535");

    private static IPAddress AddressOf(string text) => text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out IPAddress? address) ? address
        : throw new InputException("--address", null, $"'{text}'", "an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them");

    private static string? TokenOf(string? file, bool alone)
    {
        string? given = file is not null ? System.Text.Encoding.UTF8.GetString(Storage.ReadAll(file)).Trim() : Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } word ? word : null;
        if (given is not null && (given.Length < ShortestToken || given.Any(c => c is <= ' ' or > '~')))
        {
            throw new InputException(file ?? TokenVariable, null, $"a token of {given.Length} characters", $"{ShortestToken} or more, without blanks and letters beyond ASCII", "openssl rand -hex 16 makes one");
        }
        return given ?? (alone ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
    }
}
