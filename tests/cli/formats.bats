# What the formats write is what their readers read.

bats_require_minimum_version 1.5.0

setup() {
	expected=$top_srcdir/fixtures/report
	config=$BATS_TEST_TMPDIR/train.yaml
	cat >"$config" <<'END'
gpulint: workload/1
model: {id: meta-llama/Llama-3.1-8B}
train: {method: full, micro_batch: 8, seq_len: 4096, optimizer: adamw,
  dtype: bf16}
target: {gpu: T4, gpus: 1}
END
}

@test "JSON is JSON" {
	command -v jq >/dev/null || skip "no jq"
	for format in json sarif gitlab rdjson; do
		jq -e . "$expected/$format.expected" >/dev/null
		"$GPULINT" --isolated --format $format --fail-on never \
			"$config" | jq -e . >/dev/null
	done
}

@test "XML is XML" {
	command -v xmllint >/dev/null || skip "no xmllint"
	for format in junit checkstyle; do
		xmllint --noout "$expected/$format.expected"
		"$GPULINT" --isolated --format $format --fail-on never \
			"$config" | xmllint --noout -
	done
}

@test "SARIF has what a scanning service asks for" {
	command -v jq >/dev/null || skip "no jq"
	jq -e '.version == "2.1.0" and (.runs | length) == 1 and
		(.runs[0].tool.driver.name == "gpulint") and
		(.runs[0].columnKind == "unicodeCodePoints") and
		all(.runs[0].tool.driver.rules[];
			.id and .name and .shortDescription.text != "") and
		. as $log | all(.runs[0].results[];
			$log.runs[0].tool.driver.rules[.ruleIndex].id == .ruleId
			and (.message.text | length) > 0
			and (.locations | length) == 1)' \
		"$expected/sarif.expected"
}

@test "GitLab's fingerprints differ" {
	command -v jq >/dev/null || skip "no jq"
	jq -e '(map(.fingerprint) | unique | length) == length' \
		"$expected/gitlab.expected"
}

@test "a GitHub command is one line, and hides no second one" {
	run -0 grep -c '^::' "$expected/github.expected"
	[ "$output" = 2 ]
}

@test "an unknown format: did you mean" {
	run -2 "$GPULINT" --format jsn "$config"
	[[ $output == *"json"* ]]
}
