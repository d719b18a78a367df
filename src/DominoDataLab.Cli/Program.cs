using System.Runtime.InteropServices;
using DominoDataLab.Cli;
using DominoDataLab.Cli.Commands;

// The question that is asked most often is answered without building the tree of commands.
if (VersionCommand.IsAskedBy(args, out var asJson))
{
    return (int)Failure.Guard(Terminal.OpenError(), () => VersionCommand.Write(Terminal.OpenOutput(), asJson));
}

if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = System.Text.Encoding.UTF8;
}

var first = 0L;
using var ended = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return (int)await Tool.RunAsync(args, ToolHost.Console(), ended.Token);

// The first signal ends the command in its own way. A later one ends the process. Some senders, such as timeout(1),
// send each signal twice at once: to the process and to its group.
void End(PosixSignalContext signal)
{
    var now = Environment.TickCount64;
    var before = Interlocked.CompareExchange(ref first, now, 0);
    signal.Cancel = before == 0 || now - before < 500;
    ended.Cancel();
}
