namespace DominoDataLab.LocalServer.Projects;

/// <summary>The files of new projects.</summary>
internal static class StarterFiles
{
    private const string Ignore =
        "# This file makes Domino ignore certain files: one pattern a line, * stands for anything.\n.DS_Store\n__pycache__\n*.pyc\n";

    public static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string> { [".dominoignore"] = Ignore };

    public static IReadOnlyDictionary<string, string> QuickStart { get; } =
        new Dictionary<string, string>
        {
            [".dominoignore"] = Ignore,
            ["README.md"] = "# quick-start\n\n`main.py` computes pi by chance; its arguments are the numbers of points to try.\n",
            ["main.py"] = """
                import os
                import random
                import sys

                points = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 100000
                hits = sum(random.random() ** 2 + random.random() ** 2 < 1 for _ in range(points))
                pi = 4 * hits / points
                print(f"{points} points give pi = {pi}")
                os.makedirs("results", exist_ok=True)
                with open("results/pi.txt", "w") as out:
                    out.write(f"{pi}\n")

                """,
            ["model.py"] = "def my_model(x=1, y=2):\n    return {\"sum\": x + y}\n",
            ["app.sh"] = "#!/bin/sh\nexec python3 -m http.server --bind 0.0.0.0 \"${PORT:-8888}\"\n",
        };
}
