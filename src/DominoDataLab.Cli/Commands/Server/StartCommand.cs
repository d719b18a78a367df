using System.CommandLine;
using System.Net;
using DominoDataLab.Cli.Output;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary><c>domino server start</c></summary>
internal static class StartCommand
{
    private const string KeyVariable = "DOMINO_USER_API_KEY";

    private static readonly Option<string> Address = new Option<string>("--address")
    {
        Description = "The address to listen on",
        HelpName = "ip",
        DefaultValueFactory = _ => "127.0.0.1",
    }.Checked(text => IPAddress.TryParse(text, out _), "an IP address, such as 127.0.0.1 for this machine only");

    private static readonly Option<int> Port = new Option<int>("--port")
    {
        Description = "The port. 0 is any free port",
        HelpName = "number",
        DefaultValueFactory = _ => 7410,
    }.Checked(text => Number.IsWhole(text, out var port) && port <= IPEndPoint.MaxPort, "a whole number from 0 to 65535");

    private static readonly Option<string> User = new Option<string>("--user")
    {
        Description = "The name of the first user, who is an administrator",
        HelpName = "name",
        DefaultValueFactory = _ => "domino",
    }.Checked(IsUserName, "a name of up to 100 letters, digits, '-', '_' and '.' that starts with a letter or digit");

    private static readonly Option<int> MaxJobs = new Option<int>("--max-jobs")
    {
        Description = "The number of jobs that run at the same time. 0 is the number of processors",
        HelpName = "number",
        DefaultValueFactory = _ => 0,
    }.Checked(text => Number.IsWhole(text, out _), "a whole number, 0 or more");

    private static readonly Option<string?> PublicUrl = new Option<string?>("--public-url")
    {
        Description = "The address that jobs, apps and responses use [default: the address to listen on]",
        HelpName = "url",
    }.Checked(
        text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
        "a URL, such as https://domino.example.com"
    );

    private static readonly Option<string[]> AllowHost = new("--allow-host")
    {
        Description = "Another host name that requests may use. Repeatable",
        HelpName = "name",
    };

    private static readonly Option<string?> AppDomain = new("--app-domain")
    {
        Description =
            "The domain below which each app has a host name of its own in browsers [default: localhost; none with another --public-url]",
        HelpName = "domain",
    };

    private static readonly Option<string?> Certificate = new("--certificate")
    {
        Description = "The certificate for HTTPS, a PEM or PFX file. Its password is read from DOMINO_SERVER_CERTIFICATE_PASSWORD",
        HelpName = "file",
    };

    private static readonly Option<string?> CertificateKey = new("--certificate-key")
    {
        Description = "The key of a PEM certificate [default: the .key file next to it, or the same file]",
        HelpName = "file",
    };

    private static readonly Option<int?> FlightPort = new Option<int?>("--flight-port")
    {
        Description = "The port for queries of data sources. 0 is any free port [default: the port after --port]",
        HelpName = "number",
    }.Checked(text => Number.IsWhole(text, out var port) && port <= IPEndPoint.MaxPort, "a whole number from 0 to 65535");

    private static readonly Option<string?> DataSources = new("--data-sources")
    {
        Description = "A JSON file that declares data sources [default: only those created with 'domino datasource create']",
        HelpName = "file",
    };

    private static readonly Option<string?> AccessTokenUser = new("--access-token-user")
    {
        Description = "Serve this user's key at /access-token to everyone on this machine",
        HelpName = "name",
    };

    private static readonly Option<bool> Faults = new("--enable-faults")
    {
        Description = "Let programs request failures at /local/faults and /local/datasources/faults",
    };

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Listen on other addresses than this machine's own without TLS",
    };

    private static readonly Option<string> Sandbox = new Option<string>("--sandbox")
    {
        Description = "Run jobs, apps and models in a sandbox (Linux with bubblewrap). auto: if the server has several users",
        DefaultValueFactory = _ => "auto",
    }.OneOf("auto", "require", "off");

    private static readonly Option<bool> TrustUsers = new("--trust-users")
    {
        Description = "Let several users run code without a sandbox, so that each can act as all others",
    };

    private static readonly Option<string?> Uids = new Option<string?>("--uid-range")
    {
        Description = "UIDs that this machine does not use. Each user's jobs, apps and models run as one of them. Needs root",
        HelpName = "first-last",
    }.Checked(text => UidRange.TryParse(text, out _), "two UIDs of at least 1000 with a '-' between them, such as 700000-700999");

    private static readonly Option<string[]> MapUser = new Option<string[]>("--map-user")
    {
        Description = "Run a user's jobs, apps and models as an account of this machine in place of a UID of the range. Repeatable",
        HelpName = "name=account",
    }.Checked(text => text.Split('=') is [{ Length: > 0 }, { Length: > 0 }], "a user name and an account with a '=' between them");

    private static readonly Option<string[]> InheritVariable = new("--inherit-variable")
    {
        Description = "Another variable of this environment that jobs, apps and models see, such as 'AWS_*'. Repeatable",
        HelpName = "name",
    };

    public static Command Create() =>
        new ToolCommand(
            "start",
            "Start a Domino server on this machine. It runs until Ctrl+C or 'domino server stop'.",
            "domino server start --port 7410 --data ./domino-data --user ada"
        )
        {
            Port,
            SharedOptions.Data,
            User,
            Address,
            MaxJobs,
            PublicUrl,
            AllowHost,
            AppDomain,
            Certificate,
            CertificateKey,
            Insecure,
            FlightPort,
            DataSources,
            AccessTokenUser,
            Sandbox,
            TrustUsers,
            Uids,
            MapUser,
            InheritVariable,
            Faults,
        }.Does(async context =>
        {
            var key = context.Variable(KeyVariable);
            var options = Options(context)
                .AddDataSources(
                    new LocalDataSourcesOptions
                    {
                        FlightPort =
                            context.Get(FlightPort) ?? (context.Get(Port) is > 0 and < IPEndPoint.MaxPort and var port ? port + 1 : 0),
                        SourcesFile = context.Get(DataSources),
                        EnableDemonstrationSource = true,
                        AccessTokenUser = context.Get(AccessTokenUser),
                    }
                );
            await using var server = await LocalDomino.StartAsync(options, context.CancellationToken);
            var row = new ServerRow(
                server.Address.GetLeftPart(UriPartial.Authority),
                key is null ? server.KeyFile : KeyVariable,
                server.UserName,
                server.DataFolder,
                Environment.ProcessId,
                server.GetFlightAddress().GetLeftPart(UriPartial.Authority)
            );
            await ServerState.WriteAsync(server.DataFolder, row, context.CancellationToken);
            try
            {
                await SayHowToUseItAsync(context, row, server.PublicAddress.GetLeftPart(UriPartial.Authority));
                context.WriteOne(
                    row,
                    OutputJson.Written.ServerRow,
                    new("Address", shown => shown.Address),
                    new("User", shown => shown.User),
                    new("Key", shown => shown.KeyFile),
                    new("Data", shown => shown.DataFolder),
                    new("Queries", shown => shown.FlightAddress)
                );
                await context.Data.FlushAsync(context.CancellationToken);
                await server.WaitForShutdownAsync(context.CancellationToken);
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                // A signal arrived while the address was being written. That is not a failure.
            }
            finally
            {
                ServerState.Remove(server.DataFolder);
            }

            await context.SayAsync("Stopping the server.");
            return ExitCode.Success;
        });

    private static LocalDominoOptions Options(CommandContext context) =>
        new()
        {
            Address = context.Get(Address)!,
            Port = context.Get(Port),
            DataFolder = context.Get(SharedOptions.Data),
            UserName = context.Get(User)!,
            ApiKey = context.Variable(KeyVariable),
            MaxConcurrentJobs = context.Get(MaxJobs),
            PublicUrl = context.Get(PublicUrl) is { } url ? new Uri(url) : null,
            AllowedHosts = context.Get(AllowHost) ?? [],
            AppDomain = context.Get(AppDomain),
            CertificateFile = context.Get(Certificate),
            CertificateKeyFile = context.Get(CertificateKey),
            CertificatePassword = context.Variable("DOMINO_SERVER_CERTIFICATE_PASSWORD"),
            AllowInsecure = context.Get(Insecure),
            EnableFaults = context.Get(Faults),
            Sandbox = Enum.Parse<SandboxMode>(context.Get(Sandbox)!, ignoreCase: true),
            TrustUsers = context.Get(TrustUsers),
            UidRange = UidRange.TryParse(context.Get(Uids), out var range) ? range : null,
            MappedUsers = (context.Get(MapUser) ?? [])
                .Select(pair => pair.Split('='))
                .GroupBy(pair => pair[0])
                .ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1]),
            InheritedVariables = [.. LocalDominoOptions.DefaultInheritedVariables, .. context.Get(InheritVariable) ?? []],

            // The server's log reports every request. Without DOMINO_LOG_LEVEL, the terminal shows only warnings and errors.
            LoggerFactory = context.IsLogRequested ? context.Log : context.Warnings(),
        };

    private static bool IsUserName(string text) =>
        text.Length is > 0 and <= 100
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    private static async Task SayHowToUseItAsync(CommandContext context, ServerRow row, string address)
    {
        if (!IPAddress.IsLoopback(IPAddress.Parse(context.Get(Address)!)))
        {
            await context.SayAsync($"domino: Everyone who can reach {address} and has the key can run programs as you on this machine.");
        }

        var key = row.KeyFile == KeyVariable ? null : row.KeyFile;
        (string Name, string Value)[] variables =
        [
            ("DOMINO_API_HOST", address),
            ("DOMINO_DATASOURCE_PROXY_HOST", address),
            ("DOMINO_DATASOURCE_PROXY_FLIGHT_HOST", row.FlightAddress!),
        ];
        await context.SayAsync(
            OperatingSystem.IsWindows()
                ? "To use it, in another PowerShell:\n"
                    + string.Concat(variables.Select(variable => $"  $env:{variable.Name} = '{variable.Value}'\n"))
                    + (key is null ? "" : $"  $env:{KeyVariable} = (Get-Content '{key}')\n")
                    + "To stop the server, press Ctrl+C.\n"
                : "To use it, in another shell:\n"
                    + string.Concat(variables.Select(variable => $"  export {variable.Name}={variable.Value}\n"))
                    + (key is null ? "" : $"  export {KeyVariable}=$(cat '{key}')\n")
                    + "To stop the server, press Ctrl+C.\n"
        );
    }
}
