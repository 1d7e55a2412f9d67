"""A file of an earlier release."""

OLD = """<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>178</DBVersion>
<groups><rows><row><gid>1</gid><group_name>Eins</group_name><language>de</language></row></rows></groups>
<questions><rows>
<row><qid>1</qid><gid>1</gid><type>A</type><title>Q1</title><language>en</language>
 <question>&lt;p&gt;How?&lt;/p&gt;</question></row>
<row><qid>2</qid><gid>1</gid><type>|</type><title>Up</title><language>en</language><question>Photo</question></row>
<row><qid>3</qid><gid>1</gid><type>S</type><title>Why</title><language>en</language><question>Why?</question>
 <relevance>sum(Q1_a) &gt; 3</relevance></row>
</rows></questions>
<subquestions><rows><row><qid>9</qid><parent_qid>1</parent_qid><title>a</title><language>en</language>
 <question>Paths</question></row></rows></subquestions>
<surveys_languagesettings><rows><row><surveyls_survey_id>5</surveyls_survey_id>
 <surveyls_language>en</surveyls_language><surveyls_title>Old</surveyls_title></row></rows></surveys_languagesettings>
</document>"""
