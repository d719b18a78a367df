using DominoDataLab.Conformance;

if (args.Length < 3)
{
    Console.Error.WriteLine("usage: conformance FOLDER-OF-RECORDINGS DEVIATIONS.json OPENAPI.json...");
    return 2;
}

var report = new Report(
    new ExchangeChecker([.. args.Skip(2).Select(file => new Description(File.ReadAllText(file)))]),
    Deviation.ReadFile(args[1])
);
foreach (var exchange in Exchange.ReadFolder(args[0]))
{
    report.Add(exchange);
}

report.Write(Console.Out);
return report.IsClean ? 0 : 1;
