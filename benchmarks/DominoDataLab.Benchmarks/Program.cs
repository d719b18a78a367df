// Benchmarks print ratios against a baseline of the same run; a figure alone says more of the machine than of the code.
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- clients [--smoke]
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- transfers [--smoke|--scale]
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- server [--smoke] [lists|files|uploads|requests]
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- airflow [--smoke]
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- data [--smoke]
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- sandbox [--smoke]
using DominoDataLab.Benchmarks;

return args switch
{
    ["clients"] => await ClientsBenchmark.RunAsync(TimeSpan.FromMinutes(1)),
    ["clients", "--smoke"] => await ClientsBenchmark.RunAsync(TimeSpan.FromSeconds(5)),
    ["server"] => await ServerBenchmark.RunAsync(ServerBenchmarkSize.Full),
    ["server", "--smoke"] => await ServerBenchmark.RunAsync(ServerBenchmarkSize.Smoke),
    ["server", "--smoke", var part] => await ServerBenchmark.RunAsync(ServerBenchmarkSize.Smoke, part),
    ["server", var part] => await ServerBenchmark.RunAsync(ServerBenchmarkSize.Full, part),
    ["serve", "domino"] => await ServerProcess.ServeDominoAsync(null),
    ["serve", "domino", var folder] => await ServerProcess.ServeDominoAsync(folder),
    ["sandbox"] => await SandboxBenchmark.RunAsync(200),
    ["sandbox", "--smoke"] => await SandboxBenchmark.RunAsync(30),
    ["airflow"] => await AirflowBenchmark.RunAsync(100),
    ["airflow", "--smoke"] => await AirflowBenchmark.RunAsync(10),
    ["transfers"] => await TransfersBenchmark.RunAsync(512 << 20, 2_000),
    ["transfers", "--smoke"] => await TransfersBenchmark.RunAsync(64 << 20, 200),
    ["transfers", "--scale"] => await TransfersBenchmark.RunAsync(4L << 30, 200_000),
    ["send", var how, var address, var key, var dataset, var path] => await TransferProcess.SendAsync(how, address, key, dataset, path),
    ["data"] => await DataBenchmark.RunAsync(10_000_000, 1L << 30),
    ["data", "--smoke"] => await DataBenchmark.RunAsync(500_000, 64L << 20),
    ["serve", "data", var folder] => await ServerProcess.ServeDataAsync(folder),
    ["serve", "stream", var bytes] => await BareStream.ServeAsync(long.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture)),
    ["read", var how, var address, var key] => await ReaderProcess.ReadAsync(how, address, key),
    ["serve", "discard"] => await ServerProcess.ServeDiscardingAsync(),
    ["serve", "bare"] => await ServerProcess.ServeBareAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: clients [--smoke]: 50 clients at once, beside a bare Kestrel endpoint");
    Console.Error.WriteLine("usage: transfers [--smoke|--scale]: one large file and many small ones, beside bare HTTP and MD5");
    Console.Error.WriteLine(
        "usage: server [--smoke] [lists|files|uploads|requests]: long lists, large projects, many uploads, many clients"
    );
    Console.Error.WriteLine("usage: data [--smoke]: rows of a query beside a bare gRPC stream and DuckDB alone, and an object beside curl");
    Console.Error.WriteLine("usage: sandbox [--smoke]: jobs in a sandbox, beside jobs without one");
    Console.Error.WriteLine("usage: airflow [--smoke]: start, trivial task and log records of a native bundle, beside python3");
    return 2;
}
