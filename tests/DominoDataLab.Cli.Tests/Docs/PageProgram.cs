using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>A block of C# on a page. Each one is a complete program, as a reader would paste it into <c>Program.cs</c>.</summary>
/// <param name="Page">The path of the page in the repository.</param>
/// <param name="Line">The line of the page that the block begins on.</param>
/// <param name="Code">The code.</param>
/// <param name="NotRun">Why the program is compiled only, or null if it is run. The page says it in a comment before the block.</param>
internal sealed partial record PageProgram(string Page, int Line, string Code, string? NotRun)
{
    // What `dotnet new console` turns on.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);

    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(file => !Path.GetFileName(file).StartsWith("DominoDataLab.Cli.Tests", StringComparison.Ordinal))
                .Select(file => (MetadataReference)MetadataReference.CreateFromFile(file)),
        ]
    );

    public string Name => $"{Path.GetFileNameWithoutExtension(Page)}-{Line}";

    public static IEnumerable<PageProgram> Read(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");
        return Block()
            .Matches(text)
            .Select(match => new PageProgram(
                page,
                text.AsSpan(0, match.Groups["code"].Index).Count('\n') + 1,
                match.Groups["code"].Value,
                match.Groups["reason"] is { Success: true } reason ? reason.Value : null
            ));
    }

    /// <summary>Compiles the program beside the tests, so that it finds all assemblies that they use, and returns the path.</summary>
    public string Compile()
    {
        var tree = CSharpSyntaxTree.ParseText(Code, Language, Page);

        // A class of tests has no statements of its own.
        var kind = tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any()
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary;
        Compilation compilation = CSharpCompilation.Create(
            "page-" + Name,
            [tree, CSharpSyntaxTree.ParseText(ImplicitUsings, Language)],
            References.Value,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable)
        );
        CSharpGeneratorDriver
            .Create(JsonGenerator())
            .WithUpdatedParseOptions(Language)
            .RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        var path = Path.Combine(AppContext.BaseDirectory, $"page-{Name}.dll");
        var result = compilation.Emit(path);
        Assert.True(
            result.Success,
            $"{Page}, the block from line {Line}:\n"
                + string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error))
        );
        return path;
    }

    /// <summary>The source generator for JSON, which every project of the SDK has.</summary>
    private static ImmutableArray<ISourceGenerator> JsonGenerator()
    {
        var dotnet = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent!.Parent!.Parent!.FullName;
        var generator = Directory
            .EnumerateFiles(
                Path.Combine(dotnet, "packs", "Microsoft.NETCore.App.Ref"),
                "System.Text.Json.SourceGeneration.dll",
                SearchOption.AllDirectories
            )
            .Last();
        return new AnalyzerFileReference(generator, new Loader()).GetGenerators(LanguageNames.CSharp);
    }

    [GeneratedRegex(@"(?:<!-- compiled only: (?<reason>[^\n]*) -->\n)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath) { }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
