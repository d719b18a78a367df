// Benchmarks print ratios against a baseline of the same run; a figure alone says more of the machine than of the code.
//   dotnet run -c Release --project benchmarks/DominoDataLab.Benchmarks -- clients [--smoke]
using DominoDataLab.Benchmarks;

return args switch
{
    ["clients"] => await ClientsBenchmark.RunAsync(TimeSpan.FromMinutes(1)),
    ["clients", "--smoke"] => await ClientsBenchmark.RunAsync(TimeSpan.FromSeconds(5)),
    ["serve", "domino"] => await ServerProcess.ServeDominoAsync(),
    ["serve", "bare"] => await ServerProcess.ServeBareAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: clients [--smoke]: 50 clients at once, beside a bare Kestrel endpoint");
    return 2;
}
